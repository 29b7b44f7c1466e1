using System.Text.Json.Nodes;

namespace Shoreline.Cli.Tests.Nucleus;

/// <summary><c>shoreline deployment</c> as a process: the request that its options make, the texts of greengrass-components, section 8.</summary>
public sealed class DeploymentCommandTests : IAsyncLifetime
{
    private const string Id = "6f1c1b0e-6c1c-4f43-9c38-0f3d6a3d7f10";

    private readonly AnsweringNucleus _nucleus = new();

    public ValueTask InitializeAsync()
    {
        _nucleus.On("CreateLocalDeployment", $$"""{"deploymentId":"{{Id}}"}""");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _nucleus.DisposeAsync();

    [Fact]
    public async Task Every_option_goes_into_the_request()
    {
        var recipes = Directory.CreateDirectory(Path.Combine(_nucleus.Root, "r")).FullName;
        var limits = Path.Combine(_nucleus.Root, "limits.json");
        await File.WriteAllTextAsync(limits, """{"door":{"cpus":0.5,"memory":102400}}""");

        Assert.Equal($"Local deployment submitted! Deployment Id: {Id}\n", await _nucleus.DoneAsync(
            "deployment", "create", "-m", "door=1.0.0", "--merge", "bell=^2.0.0", "--remove", "a,b", "--remove", "c", "-g", "lobby", "-r", recipes, "-a", _nucleus.Root,
            "--runWith", "door:posixUser=u:g", "--runWith", "bell:posixUser=v", "--systemLimits", limits, "-c", """{"door":{"MERGE":{"port":null},"RESET":["/x"]}}""", "-fp", "ROLLBACK"));
        var sent = Assert.Single(_nucleus.Requests);
        var expected = JsonNode.Parse($$"""
            {
              "groupName": "lobby", "rootComponentVersionsToAdd": {"door":"1.0.0","bell":"^2.0.0"}, "rootComponentsToRemove": ["a","b","c"],
              "componentToConfiguration": {"door":{"MERGE":{"port":null},"RESET":["/x"]} },
              "componentToRunWithInfo": {"door":{"posixUser":"u:g","systemResourceLimits":{"memory":102400,"cpus":0.5} },"bell":{"posixUser":"v"} },
              "recipeDirectoryPath": "{{recipes}}", "artifactsDirectoryPath": "{{_nucleus.Root}}", "failureHandlingPolicy": "ROLLBACK"
            }
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(sent["CreateLocalDeployment ".Length..])), sent);
    }

    [Fact]
    public async Task What_is_not_given_is_not_sent()
    {
        Assert.Equal($$"""{"deploymentId":"{{Id}}"}""" + "\n", await _nucleus.DoneAsync("deployment", "create", "--json"));
        Assert.Equal(["CreateLocalDeployment {}"], _nucleus.Requests);
    }

    [Theory]
    [InlineData("name=version", "-m", "door")]
    [InlineData("twice", "-m", "door=1.0.0", "-m", "door=2.0.0")]
    [InlineData("no such folder", "-r", "/no/such/folder")]
    [InlineData("posixUser", "--runWith", "door=u")]
    [InlineData("MERGE", "-c", """{"door":{"merge":{}}}""")]
    [InlineData("JSON", "-c", "{")]
    [InlineData("JSON", "-c", "/no/such/file")]
    [InlineData("--systemLimits", "--systemLimits", """{"door":{"cpus":"many"}}""")]
    [InlineData("'SOMETHING'", "-fp", "SOMETHING")]
    public async Task Wrong_options_are_refused_before_anything_is_asked(string part, params string[] options)
    {
        (await _nucleus.RunAsync(["deployment", "create", .. options])).Refused(ExitCodes.Usage, part);
        Assert.Empty(_nucleus.Requests);
    }

    [Fact]
    public async Task Waiting_follows_a_deployment_to_success()
    {
        var states = new Queue<string>(["QUEUED", "IN_PROGRESS", "SUCCEEDED"]);
        _nucleus.On("GetLocalDeploymentStatus", _ => new Answer(Status(states.Dequeue())));

        Assert.Equal($"Local deployment submitted! Deployment Id: {Id}\n{Id}: QUEUED\n{Id}: IN_PROGRESS\n{Id}: SUCCEEDED\n", await _nucleus.DoneAsync("deployment", "create", "--wait"));
    }

    [Fact]
    public async Task Waiting_for_one_that_fails_fails_and_tells_why()
    {
        _nucleus.On("GetLocalDeploymentStatus", Status("FAILED", """
            ,"deploymentStatusDetails":{"detailedDeploymentStatus":"FAILED_ROLLBACK_COMPLETE","deploymentErrorStack":["DEPLOYMENT_FAILURE","COMPONENT_BROKEN"],
            "deploymentErrorTypes":["USER_COMPONENT_ERROR"],"deploymentFailureCause":"door is BROKEN"}
            """));

        var run = await _nucleus.RunAsync("deployment", "create", "--wait");
        const string Details = """
            Detailed Status: FAILED_ROLLBACK_COMPLETE
            Deployment Error Stack: DEPLOYMENT_FAILURE, COMPONENT_BROKEN
            Deployment Error Types: USER_COMPONENT_ERROR
            Deployment Failure Cause: door is BROKEN

            """;
        Assert.Equal((ExitCodes.Failed, Details), (run.ExitCode, run.Error));
        Assert.Equal($"{Id}: FAILED\nCreated on: 25-11-2026 12:00:00 UTC\n{Details}", await _nucleus.DoneAsync("deployment", "status", "-i", Id));
    }

    [Fact]
    public async Task Deployments_are_listed_in_blocks_and_cancelled()
    {
        _nucleus.On("ListLocalDeployments", """{"localDeployments":[{"deploymentId":"a","status":"SUCCEEDED","createdOn":"x"},{"deploymentId":"b","status":"FAILED","createdOn":"y"}]}""");
        _nucleus.On("CancelLocalDeployment", $$"""{"message":"Cancel request submitted. Deployment ID: {{Id}}"}""");

        Assert.Equal("Deployment ID: a\nCreated on: x\nStatus: SUCCEEDED\n\nDeployment ID: b\nCreated on: y\nStatus: FAILED\n", await _nucleus.DoneAsync("deployment", "list"));
        Assert.Equal(2, JsonNode.Parse(await _nucleus.DoneAsync("deployment", "list", "--json"))!.AsArray().Count);
        Assert.Equal($"Cancel request submitted. Deployment ID: {Id}\n", await _nucleus.DoneAsync("deployment", "cancel", "-i", Id));
    }

    private static string Status(string status, string more = "") =>
        $$"""{"deployment":{"deploymentId":"{{Id}}","status":"{{status}}","createdOn":"25-11-2026 12:00:00 UTC"{{more}}} }""";
}

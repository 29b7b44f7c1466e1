using System.Text.Json;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Tests.Exports;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>What the command line asks for (greengrass-ipc, 6.5; acceptance 14).</summary>
public sealed class ManagementTests : IAsyncLifetime
{
    private readonly ServedIpc _served = new();
    private IpcClient _cli = null!;

    public async ValueTask InitializeAsync() => _cli = await _served.ConnectCommandLineAsync();

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _served.DisposeAsync();
    }

    [Fact]
    public async Task Components_are_listed_with_states_that_the_model_has()
    {
        _served.Runtime.Add("a", version: "");
        _served.Runtime.Add("b", LifecycleState.Uninstalling, "2.1.0");
        _served.Runtime.Add("c", LifecycleState.Uninstalled);
        _served.Configuration.Set("b", """{"x":1.0}""");
        Assert.Equal(
            """{"components":[{"componentName":"a","version":"0.0.0","state":"RUNNING"},{"componentName":"b","version":"2.1.0","state":"STOPPING","configuration":{"x":1.0}},{"componentName":"c","version":"1.0.0","state":"FINISHED"}]}""",
            await _cli.OkAsync(IpcOperations.ListComponents));
        Assert.Equal("""{"componentDetails":{"componentName":"b","version":"2.1.0","state":"STOPPING","configuration":{"x":1.0}}}""",
            await _cli.OkAsync(IpcOperations.GetComponentDetails, """{"componentName":"b"}"""));
        Assert.Equal("InvalidArgumentsError", await _cli.ErrorShapeAsync(IpcOperations.GetComponentDetails, """{"componentName":""}"""));
        Assert.Equal("ResourceNotFoundError", await _cli.ErrorShapeAsync(IpcOperations.GetComponentDetails, """{"componentName":"gone"}"""));
    }

    [Fact]
    public async Task Components_are_restarted_and_stopped()
    {
        _served.Runtime.Add("a");
        _served.Runtime.Add("fresh", LifecycleState.New);
        Assert.Equal("""{"restartStatus":"SUCCEEDED"}""", await _cli.OkAsync(IpcOperations.RestartComponent, """{"componentName":"a"}"""));
        Assert.Contains("\"restartStatus\":\"FAILED\"", await _cli.OkAsync(IpcOperations.RestartComponent, """{"componentName":"fresh"}"""), StringComparison.Ordinal);
        Assert.Equal("""{"stopStatus":"SUCCEEDED"}""", await _cli.OkAsync(IpcOperations.StopComponent, """{"componentName":"a"}"""));
        foreach (var operation in new IpcOperation[] { IpcOperations.RestartComponent, IpcOperations.StopComponent })
        {
            Assert.Equal("ComponentNotFoundError", await _cli.ErrorShapeAsync(operation, """{"componentName":"gone"}"""));
            Assert.Equal("InvalidArgumentsError", await _cli.ErrorShapeAsync(operation));
        }
    }

    [Fact]
    public async Task Acceptance_14_a_deployment_is_queued_with_all_it_was_given()
    {
        var id = await CreateAsync("""
            {"groupName":"g","rootComponentVersionsToAdd":{"a":"1.0.0"},"rootComponentsToRemove":["b"],"componentToConfiguration":{"a":{"MERGE":{"x":1},"RESET":["/y"]}},
             "componentToRunWithInfo":{"a":{"posixUser":"u","systemResourceLimits":{"memory":1024,"cpus":0.5}},"b":{}},
             "recipeDirectoryPath":"/r","artifactsDirectoryPath":"/nowhere/a","failureHandlingPolicy":"ROLLBACK"}
            """);
        Assert.True(Guid.TryParseExact(id, "D", out _));
        Assert.True(_served.Deployments.Requests.TryDequeue(out var request));
        Assert.Equal(("g", "1.0.0", true), (request.GroupName, request.RootsToAdd["a"], request.RollBack));
        Assert.Equal(("/r", "/nowhere/a"), (request.RecipeFolder, request.ArtifactFolder));
        Assert.Equal(["b"], request.RootsToRemove);
        Assert.Equal("""{"MERGE":{"x":1},"RESET":["/y"]}""", request.Configuration["a"].ToJsonString());
        Assert.Equal(new RunWith { PosixUser = "u", MemoryKiB = 1024, Cpus = 0.5 }, request.RunWith["a"]);
        Assert.Equal(new RunWith(), request.RunWith["b"]);

        await CreateAsync("{}");
        Assert.True(_served.Deployments.Requests.TryDequeue(out request));
        Assert.Equal((null, 0, 0, false), (request.GroupName, request.RootsToAdd.Count, request.RootsToRemove.Count, request.RollBack));
        Assert.Equal((null, null), (request.RecipeFolder, request.ArtifactFolder));
    }

    [Fact]
    public async Task Acceptance_14_an_artifact_folder_that_contains_the_store_is_refused()
    {
        var link = Path.Combine(_served.Root, "elsewhere");
        Directory.CreateSymbolicLink(link, Path.Combine(_served.Root, "packages"));
        string[] around =
        [
            _served.Deployments.ArtifactFolder, Path.Combine(_served.Root, "packages"), _served.Root + "/", "/", link,
            Path.Combine(link, "../packages/artifacts/"),
        ];
        foreach (var folder in around)
        {
            Assert.Equal("InvalidArtifactsDirectoryPathError", await _cli.ErrorShapeAsync(IpcOperations.CreateLocalDeployment, $$"""{"artifactsDirectoryPath":"{{folder}}"}"""));
        }
        foreach (var folder in new[] { _served.Root + "/packages/artifacts2", _served.Root + "/packages/artifacts/inside" })
        {
            await CreateAsync($$"""{"artifactsDirectoryPath":"{{folder}}"}""");
        }
    }

    [Theory]
    [InlineData("""{"groupName":"a:b"}""", "InvalidArgumentsError")]
    [InlineData("""{"failureHandlingPolicy":"PANIC"}""", "InvalidArgumentsError")]
    [InlineData("""{"rootComponentVersionsToAdd":{"a":null}}""", "InvalidArgumentsError")]
    [InlineData("""{"componentToConfiguration":{"a":null}}""", "InvalidArgumentsError")]
    [InlineData("""{"rootComponentsToRemove":[null]}""", "InvalidArgumentsError")]
    [InlineData("""{"recipeDirectoryPath":"recipes"}""", "InvalidRecipeDirectoryPathError")]
    [InlineData("""{"artifactsDirectoryPath":"artifacts"}""", "InvalidArtifactsDirectoryPathError")]
    [InlineData("""{"componentToConfiguration":{"a":7}}""", "")]
    public async Task Acceptance_14_a_deployment_that_cannot_be_is_refused(string request, string shape)
    {
        Assert.Equal(shape, await _cli.ErrorShapeAsync(IpcOperations.CreateLocalDeployment, request));
        Assert.Empty(_served.Deployments.Requests);
    }

    [Fact]
    public async Task A_full_queue_is_a_service_error()
    {
        _served.Deployments.CreateFailure = "the queue is full";
        Assert.Equal(("ServiceError", "the queue is full"), await _cli.ErrorAsync(IpcOperations.CreateLocalDeployment));
    }

    [Fact]
    public async Task Acceptance_14_a_deployment_is_followed_to_its_end()
    {
        var id = await CreateAsync("{}");
        var request = $$"""{"deploymentId":"{{id}}"}""";
        Assert.Equal($$$"""{"deployment":{"deploymentId":"{{{id}}}","status":"QUEUED","createdOn":"03-02-2026 02:05:06 UTC"}}""",
            await _cli.OkAsync(IpcOperations.GetLocalDeploymentStatus, request));
        Assert.Equal($$"""{"localDeployments":[{"deploymentId":"{{id}}","status":"QUEUED","createdOn":"03-02-2026 02:05:06 UTC"}]}""", await _cli.OkAsync(IpcOperations.ListLocalDeployments));
        Assert.Equal($$"""{"message":"Cancel request submitted. Deployment ID: {{id}}"}""", await _cli.OkAsync(IpcOperations.CancelLocalDeployment, request));

        _served.Deployments.End(Guid.Parse(id), "FAILED", new DeploymentDetails("FAILED_UNABLE_TO_ROLLBACK", ["A", "B"], [], "it broke"));
        var deployment = await DeploymentAsync(request);
        Assert.Equal("""{"deploymentErrorStack":["A","B"],"deploymentFailureCause":"it broke"}""", deployment.GetProperty("deploymentStatusDetails").GetRawText());
        _served.Deployments.End(Guid.Parse(id), "SUCCEEDED", new DeploymentDetails("SUCCESSFUL", [], [], null));
        deployment = await DeploymentAsync(request);
        Assert.Equal("""{"detailedDeploymentStatus":"SUCCESSFUL"}""", deployment.GetProperty("deploymentStatusDetails").GetRawText());
    }

    [Fact]
    public async Task Acceptance_14_an_id_is_a_uuid_that_is_known()
    {
        using var stranger = await _served.ConnectAsync("s", "{}");
        foreach (var operation in new IpcOperation[] { IpcOperations.GetLocalDeploymentStatus, IpcOperations.CancelLocalDeployment })
        {
            Assert.Equal("InvalidArgumentsError", await _cli.ErrorShapeAsync(operation, """{"deploymentId":"7"}"""));
            Assert.Equal("InvalidArgumentsError", await _cli.ErrorShapeAsync(operation));
            var unknown = Guid.NewGuid();
            var error = await _cli.CallAsync(operation, $$"""{"deploymentId":"{{unknown}}"}""");
            Assert.Equal(("ResourceNotFoundError", "LocalDeployment", unknown.ToString()),
                (error.ShapeName, error.Json.GetProperty("resourceType").GetString(), error.Json.GetProperty("resourceName").GetString()));
        }
        Assert.Equal("InvalidArgumentsError", await stranger.ErrorShapeAsync(IpcOperations.GetLocalDeploymentStatus, """{"deploymentId":"7"}""")); // before the policies
    }

    [Fact]
    public async Task A_debug_password_is_good_for_eight_hours()
    {
        var clock = new StepClock();
        var passwords = new Edge.Ipc.Operations.DebugPasswords(clock);
        var first = passwords.Create(new("c"), Empty.Value);
        Assert.Equal(
            ("debug", 43, clock.GetUtcNow() + TimeSpan.FromHours(8)), (first.Username, first.Password.Length, first.PasswordExpiration));
        Assert.True(passwords.IsValid("debug", first.Password));
        Assert.False(passwords.IsValid("root", first.Password));
        Assert.False(passwords.IsValid("debug", first.Password + "x"));
        clock.Advance(TimeSpan.FromHours(8));
        Assert.False(passwords.IsValid("debug", first.Password));
        var answer = JsonDocument.Parse(await _cli.OkAsync(IpcOperations.CreateDebugPassword)).RootElement;
        Assert.Equal(["password", "username", "passwordExpiration"], answer.EnumerateObject().Select(m => m.Name));
        Assert.True(_served.Parts.DebugPasswords.IsValid("debug", answer.GetProperty("password").GetString()!));
    }

    private async Task<string> CreateAsync(string request)
    {
        var answer = JsonDocument.Parse(await _cli.OkAsync(IpcOperations.CreateLocalDeployment, request));
        return answer.RootElement.GetProperty("deploymentId").GetString()!;
    }

    private async Task<JsonElement> DeploymentAsync(string request)
    {
        var answer = JsonDocument.Parse(await _cli.OkAsync(IpcOperations.GetLocalDeploymentStatus, request));
        return answer.RootElement.GetProperty("deployment");
    }
}

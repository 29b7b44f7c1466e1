namespace Shoreline.Cli.Tests.Nucleus;

/// <summary>Greengrass' command line as scripts call it: its commands, options and texts (greengrass-components, section 8).</summary>
public sealed class GreengrassCliTests : IAsyncLifetime
{
    private const string Id = "6f1c1b0e-6c1c-4f43-9c38-0f3d6a3d7f10";

    private readonly AnsweringNucleus _nucleus = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _nucleus.DisposeAsync();

    [Fact]
    public async Task Deployments_and_components_are_asked_for_by_its_options()
    {
        _nucleus.On("CreateLocalDeployment", $$"""{"deploymentId":"{{Id}}"}""").On("CancelLocalDeployment", """{"message":"gone"}""")
            .On("ListComponents", """{"components":[{"componentName":"a","version":"1.0.0","state":"RUNNING"}]}""")
            .On("RestartComponent", """{"restartStatus":"SUCCEEDED"}""").On("PublishToTopic", "{}");

        Assert.Equal($"Local deployment submitted! Deployment Id: {Id}\n", await DoneAsync(
            "deployment", "create", "--recipeDir", _nucleus.Root, "--artifactDir", _nucleus.Root, "--merge", "a=1.0.0", "--remove=b,c", "--groupId", "lobby", "--runWith", "a:posixUser=u:g",
            "--update-config", """{"a":{"MERGE":{"x":1}}}""", "--failure-handling-policy", "DO_NOTHING"));
        Assert.Equal("gone\n", await DoneAsync("deployment", "cancel", "--deploymentId", Id));
        Assert.StartsWith("Components currently running in Greengrass:\nComponent Name: a\n    Version: 1.0.0\n", await DoneAsync("component", "list"), StringComparison.Ordinal);
        Assert.Equal("a: SUCCEEDED\nb: SUCCEEDED\n", await DoneAsync("component", "restart", "--names", "a,b"));
        await DoneAsync("pubsub", "pub", "--topic", "t", "--message", "m");

        Assert.Equal(["CreateLocalDeployment", "CancelLocalDeployment", "ListComponents", "RestartComponent", "RestartComponent", "PublishToTopic"],
            _nucleus.Requests.Select(request => request.Split(' ')[0]));
    }

    [Fact]
    public async Task The_root_is_named_before_or_behind_the_command()
    {
        _nucleus.On("ListLocalDeployments", """{"localDeployments":[]}""");

        foreach (string[] words in (string[][])[["--ggcRootPath", _nucleus.Root, "deployment", "list"], ["deployment", "--ggcRootPath", _nucleus.Root, "list"], ["deployment", "list", $"--ggcRootPath={_nucleus.Root}"]])
        {
            var run = await Command.RunAsync(["greengrass-cli", .. words]);
            Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        }
        Assert.Equal(3, _nucleus.Requests.Count);
    }

    [Fact]
    public async Task A_debug_password_is_made_and_said_to_open_nothing()
    {
        _nucleus.On("CreateDebugPassword", """{"username":"debug","password":"abc_-","passwordExpiration":1769853600}""");

        var run = await Command.RunAsync("greengrass-cli", "get-debug-password", "--ggcRootPath", _nucleus.Root);

        Assert.Equal((ExitCodes.Done, "Username: debug\nPassword: abc_-\nPassword expires at: 2026-01-31T10:00:00Z\n"), (run.ExitCode, run.Output));
        Assert.Contains("Nothing asks for this password", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_its_own_commands_are_there()
    {
        (await Command.RunAsync("greengrass-cli", "component", "package")).Refused(ExitCodes.Usage, "package", "greengrass-cli component --help");
        (await Command.RunAsync("greengrass-cli", "demo")).Refused(ExitCodes.Usage, "demo");
        var help = (await Command.RunAsync("greengrass-cli", "--help")).Output;
        foreach (var command in (string[])["deployment", "component", "logs", "get-debug-password", "pubsub", "iotcore"]) Assert.Contains(command, help, StringComparison.Ordinal);
    }

    private async Task<string> DoneAsync(params string[] arguments)
    {
        var run = await Command.RunAsync(["greengrass-cli", "--ggcRootPath", _nucleus.Root, .. arguments]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.Empty(run.Error);
        return run.Output;
    }
}

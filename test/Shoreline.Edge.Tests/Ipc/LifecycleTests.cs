using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>States and pausing (greengrass-ipc, 6.4), tokens (6.9).</summary>
public sealed class LifecycleTests : IAsyncLifetime
{
    private const string MayPause = """{"accessControl":{"aws.greengrass.ipc.lifecycle":{"p":{"operations":["*"],"resources":["x","plugin","gone"]}}}}""";
    private readonly ServedIpc _served = new();
    private IpcClient _client = null!;

    public async ValueTask InitializeAsync() => _client = await _served.ConnectAsync("a", MayPause);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _served.DisposeAsync();
    }

    [Fact]
    public async Task A_component_says_that_it_runs_or_has_failed()
    {
        Assert.Equal("{}", await _client.OkAsync(IpcOperations.UpdateState, """{"state":"RUNNING"}"""));
        Assert.Equal("{}", await _client.OkAsync(IpcOperations.UpdateState, """{"state":"ERRORED"}"""));
        Assert.Equal(["report a Running", "report a Errored"], _served.Runtime.Calls);
        Assert.Equal("ServiceError", await _client.ErrorShapeAsync(IpcOperations.UpdateState, """{"state":"FINISHED"}"""));
        Assert.Equal("ServiceError", await _client.ErrorShapeAsync(IpcOperations.UpdateState));
        using var cli = await _served.ConnectCommandLineAsync();
        Assert.Equal("ResourceNotFoundError", await cli.ErrorShapeAsync(IpcOperations.UpdateState, """{"state":"RUNNING"}"""));
    }

    [Fact]
    public async Task A_component_is_paused_and_resumed()
    {
        _served.Runtime.Add("x");
        Assert.Equal("InvalidArgumentsError", await _client.ErrorShapeAsync(IpcOperations.ResumeComponent, """{"componentName":"x"}"""));
        await _client.OkAsync(IpcOperations.PauseComponent, """{"componentName":"x"}""");
        await _client.OkAsync(IpcOperations.PauseComponent, """{"componentName":"x"}"""); // once more is not wrong
        await _client.OkAsync(IpcOperations.ResumeComponent, """{"componentName":"x"}""");
        Assert.Equal(["pause x", "pause x", "resume x"], _served.Runtime.Calls);
        _served.Runtime.PauseFailure = "no control groups on this machine";
        var error = await _client.ErrorAsync(IpcOperations.PauseComponent, """{"componentName":"x"}""");
        Assert.Equal(("ServiceError", "no control groups on this machine"), error);
    }

    [Fact]
    public async Task Pausing_checks_name_policy_existence_kind_and_state_in_this_order()
    {
        _served.Runtime.Add("plugin", type: ComponentType.Plugin);
        _served.Runtime.Add("x", LifecycleState.Installed);
        foreach (var operation in new IpcOperation[] { IpcOperations.PauseComponent, IpcOperations.ResumeComponent })
        {
            Assert.Equal("InvalidArgumentsError", await _client.ErrorShapeAsync(operation));
            Assert.Equal("UnauthorizedError", await _client.ErrorShapeAsync(operation, """{"componentName":"unknown"}"""));
            Assert.Equal("ResourceNotFoundError", await _client.ErrorShapeAsync(operation, """{"componentName":"gone"}"""));
            Assert.Equal("InvalidArgumentsError", await _client.ErrorShapeAsync(operation, """{"componentName":"plugin"}"""));
            Assert.Equal("InvalidArgumentsError", await _client.ErrorShapeAsync(operation, """{"componentName":"x"}"""));
        }
        Assert.Empty(_served.Runtime.Calls);
    }

    [Fact]
    public async Task Only_the_stream_manager_has_tokens_checked()
    {
        var token = _served.Runtime.Add("x");
        var request = $$"""{"token":"{{token}}"}""";
        Assert.Equal("UnauthorizedError", await _client.ErrorShapeAsync(IpcOperations.ValidateAuthorizationToken, request));
        using var streams = await _served.ConnectAsync("aws.greengrass.StreamManager", "{}");
        Assert.Equal("""{"isValid":true}""", await streams.OkAsync(IpcOperations.ValidateAuthorizationToken, request));
        Assert.Equal("InvalidTokenError", await streams.ErrorShapeAsync(IpcOperations.ValidateAuthorizationToken, """{"token":"AAAAAAAAAAAAAAAA"}"""));
        Assert.Equal("InvalidTokenError", await streams.ErrorShapeAsync(IpcOperations.ValidateAuthorizationToken));
    }
}

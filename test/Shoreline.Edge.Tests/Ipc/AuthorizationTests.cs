using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>Policies and what they grant (greengrass-ipc, 5.1 and 5.2; acceptance 8).</summary>
public sealed class AuthorizationTests : IAsyncLifetime
{
    private readonly WarningLog _log = new();
    private ServedIpc _served = null!;

    public ValueTask InitializeAsync()
    {
        _served = new ServedIpc(logger: _log);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Theory]
    [InlineData("""{"p":{"operations":["aws.greengrass#SubscribeToTopic"],"resources":["t"]}}""", true)]
    [InlineData("""{"p":{"operations":["*"],"resources":["t"]}}""", true)]
    [InlineData("""{"p":{"operations":["*"],"resources":["*"]}}""", true)]
    [InlineData("""{"p":{"operations":["*"],"resources":["x","t"]}}""", true)]
    [InlineData("""{"p":{"policyDescription":"d","operations":["aws.greengrass#Other","*"],"resources":["?","t"]}}""", true)]
    [InlineData("""{"none":{"resources":["t"]},"p":{"operations":["*"],"resources":["t"]}}""", true)]
    [InlineData("""{"p":{"operations":["aws.greengrass#PublishToTopic"],"resources":["t"]}}""", false)]
    [InlineData("""{"p":{"operations":["SubscribeToTopic"],"resources":["t"]}}""", false)]
    [InlineData("""{"p":{"operations":["*"],"resources":["T"]}}""", false)]
    [InlineData("""{"p":{"operations":["*"],"resources":[]}}""", false)]
    [InlineData("""{"p":{"operations":["*"]}}""", false)]
    [InlineData("""{"p":{"operations":[],"resources":["t"]}}""", false)]
    [InlineData("""{"p":{"resources":["t"]}}""", false)]
    [InlineData("""{"p":{"operations":["*"],"resources":["t"]},"bad":{"operations":"*","resources":["t"]}}""", false)]
    [InlineData("""{"p":{"operations":["*"],"resources":["t"]},"bad":7}""", false)]
    public async Task A_policy_grants_what_it_names(string policies, bool granted)
    {
        foreach (var isText in new[] { false, true })
        {
            var accessControl = $$"""{"aws.greengrass.ipc.pubsub":{{policies}}}""";
            if (isText) accessControl = System.Text.Json.JsonSerializer.Serialize(accessControl);
            using var client = await _served.ConnectAsync($"a{isText}", $$"""{"accessControl":{{accessControl}}}""");
            var answer = await client.CallAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
            Assert.Equal(granted ? "SubscribeToTopicResponse" : "UnauthorizedError", answer.ShapeName);
        }
    }

    [Theory]
    [InlineData("\"no json\"")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("""{"aws.greengrass.ipc.pubsub":[]}""")]
    public async Task What_cannot_be_read_grants_nothing_and_says_so(string accessControl)
    {
        using var client = await _served.ConnectAsync("a", $$"""{"accessControl":{{accessControl}}}""");
        Assert.Equal("UnauthorizedError", await client.ErrorShapeAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}"""));
        Assert.Contains(_log.Lines, l => l.Contains("accessControl of a is not understood", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_denial_names_principal_operation_and_resource()
    {
        using var client = await _served.ConnectAsync("com.acme.Cam", "{}");
        var (_, message) = await client.ErrorAsync(IpcOperations.PublishToTopic, PubSubTests.Publish("cam/7", 1));
        Assert.Equal(
            "Principal com.acme.Cam is not authorized to perform aws.greengrass.ipc.pubsub:aws.greengrass#PublishToTopic on resource cam/7",
            message);
        Assert.Contains(_log.Lines, l => l.Contains("com.acme.Cam was denied PublishToTopic on 'cam/7'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_component_without_configuration_has_no_rights()
    {
        using var client = await IpcClient.ConnectAsync(_served.SocketPath, _served.Runtime.Add("bare"));
        Assert.Equal("UnauthorizedError", await client.ErrorShapeAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}"""));
        _served.Configuration.Set("bare", ServedIpc.AllTopics);
        await client.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
    }

    [Fact]
    public async Task Acceptance_8_a_changed_policy_counts_at_once_without_a_new_connection()
    {
        using var client = await _served.ConnectAsync("a", """{"accessControl":{"aws.greengrass.ipc.pubsub":{"p":{"operations":["*"],"resources":["x"]}}}}""");
        Assert.Equal("UnauthorizedError", await client.ErrorShapeAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}"""));
        _served.Configuration.Set("a", """{"accessControl":{"aws.greengrass.ipc.pubsub":{"p":{"resources":["t"]}}}}""", timeMs: 1);
        await client.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");

        _served.Configuration.Remove("a", "accessControl");
        Assert.Equal("UnauthorizedError", await client.ErrorShapeAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}"""));
        using var publisher = await _served.ConnectAsync("p");
        await publisher.OkAsync(IpcOperations.PublishToTopic, PubSubTests.Publish("t", 1));
        Assert.Equal("SubscriptionResponseMessage", (await client.ReadAsync())!.ShapeName); // what is open goes on
    }

    [Fact]
    public async Task Changes_elsewhere_leave_one_watcher_behind_and_no_more()
    {
        using var client = await _served.ConnectAsync("a");
        for (var i = 0; i < 5; i++)
        {
            _served.Configuration.Set("a", $$$"""{"other":{{{i}}},"accessControl":{"aws.greengrass.ipc.pubsub":{"q":{"operations":["*"],"resources":["{{{i}}}"]} } } }""", timeMs: i);
            await client.OkAsync(IpcOperations.PublishToTopic, PubSubTests.Publish("t", i));
        }
        Assert.Equal(1, _served.Configuration.WatcherCount);
    }

    [Fact]
    public async Task The_command_line_may_call_its_operations_and_use_all_topics()
    {
        using var client = await _served.ConnectCommandLineAsync();
        await client.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
        await client.BeginAsync(IpcOperations.PublishToTopic, PubSubTests.Publish("t", 1));
        Assert.Equal("SubscriptionResponseMessage", (await client.ReadAsync())!.ShapeName);
        Assert.Equal("PublishToTopicResponse", (await client.ReadAsync())!.ShapeName);
        await client.OkAsync(IpcOperations.ListComponents);
        await client.OkAsync(IpcOperations.CreateLocalDeployment);
        Assert.Equal("UnauthorizedError", await client.ErrorShapeAsync(IpcOperations.PauseComponent, """{"componentName":"a"}""")); // not one of them
    }

    [Fact]
    public async Task The_command_lines_component_may_call_its_operations_and_others_need_a_policy()
    {
        using var cli = await _served.ConnectAsync("aws.greengrass.Cli", "{}");
        await cli.OkAsync(IpcOperations.ListComponents);
        Assert.Equal("UnauthorizedError", await cli.ErrorShapeAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}"""));

        using var other = await _served.ConnectAsync("o", "{}");
        IpcOperation[] all =
        [
            IpcOperations.ListComponents, IpcOperations.ListLocalDeployments, IpcOperations.CreateLocalDeployment,
            IpcOperations.CreateDebugPassword,
        ];
        foreach (var operation in all) Assert.Equal("UnauthorizedError", await other.ErrorShapeAsync(operation));
        Assert.Equal("UnauthorizedError", await other.ErrorShapeAsync(IpcOperations.CancelLocalDeployment, $$"""{"deploymentId":"{{Guid.NewGuid()}}"}"""));
        Assert.Equal("UnauthorizedError", await other.ErrorShapeAsync(IpcOperations.RestartComponent, """{"componentName":"o"}"""));
        Assert.Empty(_served.Deployments.Requests);
        Assert.Empty(_served.Runtime.Calls);

        using var granted = await _served.ConnectAsync("g", """{"accessControl":{"aws.greengrass.Cli":{"p":{"operations":["aws.greengrass#ListComponents"],"resources":["*"]},"q":{"operations":["aws.greengrass#RestartComponent"],"resources":["o"]}}}}""");
        await granted.OkAsync(IpcOperations.ListComponents);
        await granted.OkAsync(IpcOperations.RestartComponent, """{"componentName":"o"}""");
        Assert.Equal("UnauthorizedError", await granted.ErrorShapeAsync(IpcOperations.RestartComponent, """{"componentName":"g"}"""));
    }
}

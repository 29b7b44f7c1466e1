using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>Configurations over IPC (greengrass-ipc, 6.3; acceptance 10 and 11).</summary>
public sealed class ConfigurationTests : IAsyncLifetime
{
    private const string Initial = """{"mqtt":{"Port":443,"hosts":["a","b"],"nothing":null},"name":"x","accessControl":{}}""";
    private readonly ServedIpc _served = new();
    private IpcClient _client = null!;

    public async ValueTask InitializeAsync() => _client = await _served.ConnectAsync("c", Initial);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _served.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"keyPath":["mqtt","Port"]}""", """{"Port":443}""")]
    [InlineData("""{"keyPath":["MQTT","port"]}""", """{"Port":443}""")]
    [InlineData("""{"keyPath":["mqtt","nothing"]}""", """{"nothing":null}""")]
    [InlineData("""{"keyPath":["mqtt","hosts"]}""", """{"hosts":["a","b"]}""")]
    [InlineData("""{"keyPath":["mqtt"]}""", """{"Port":443,"hosts":["a","b"],"nothing":null}""")]
    [InlineData("""{"keyPath":[]}""", Initial)]
    [InlineData("""{"keyPath":null}""", Initial)]
    [InlineData("{}", Initial)]
    [InlineData("""{"componentName":"c","keyPath":["name"]}""", """{"name":"x"}""")]
    public async Task Acceptance_10_leaves_and_containers_are_read_whatever_the_case_of_their_keys(string request, string value) =>
        Assert.Equal($$"""{"componentName":"c","value":{{value}}}""", await _client.OkAsync(IpcOperations.GetConfiguration, request));

    [Theory]
    [InlineData("""{"keyPath":["mqtt","hosts","0"]}""", "ResourceNotFoundError")]
    [InlineData("""{"keyPath":["gone"]}""", "ResourceNotFoundError")]
    [InlineData("""{"keyPath":["name","x"]}""", "ResourceNotFoundError")]
    [InlineData("""{"componentName":"nobody"}""", "ResourceNotFoundError")]
    [InlineData("""{"keyPath":[null]}""", "InvalidArgumentsError")]
    public async Task What_is_not_there_is_not_found(string request, string shape) =>
        Assert.Equal(shape, await _client.ErrorShapeAsync(IpcOperations.GetConfiguration, request));

    [Fact]
    public async Task Any_component_reads_any_other()
    {
        using var other = await _served.ConnectAsync("o", "{}");
        Assert.Equal("""{"componentName":"c","value":{"name":"x"}}""", await other.OkAsync(IpcOperations.GetConfiguration, """{"componentName":"c","keyPath":["name"]}"""));
    }

    [Fact]
    public async Task Acceptance_10_an_update_is_merged_and_the_text_of_numbers_kept()
    {
        await UpdateAsync("""{"keyPath":["mqtt"],"timestamp":1700000000.5,"valueToMerge":{"port":1.50,"new":{"a":[1,{}]}}}""");
        Assert.Equal("""{"componentName":"c","value":{"Port":1.50,"hosts":["a","b"],"nothing":null,"new":{"a":[1,{}]}}}""",
            await _client.OkAsync(IpcOperations.GetConfiguration, """{"keyPath":["mqtt"]}"""));
        await UpdateAsync("""{"keyPath":["name"],"timestamp":1700000000.5,"valueToMerge":{"first":"x"}}"""); // a leaf becomes a container
        Assert.Equal("""{"componentName":"c","value":{"first":"x"}}""", await _client.OkAsync(IpcOperations.GetConfiguration, """{"keyPath":["name"]}"""));
    }

    [Theory]
    [InlineData("""{"keyPath":["mqtt"],"valueToMerge":{}}""", "timestamp")]
    [InlineData("""{"keyPath":["mqtt"],"timestamp":1}""", "valueToMerge")]
    [InlineData("""{"keyPath":["mqtt"],"timestamp":1,"valueToMerge":null}""", "valueToMerge")]
    [InlineData("""{"keyPath":["accessControl"],"timestamp":1,"valueToMerge":{}}""", "accessControl")]
    [InlineData("""{"keyPath":["ACCESSCONTROL","x"],"timestamp":1,"valueToMerge":{}}""", "accessControl")]
    [InlineData("""{"timestamp":1,"valueToMerge":{"a":1,"accesscontrol":{}}}""", "accessControl")]
    [InlineData("""{"timestamp":1,"valueToMerge":7}""", "must be an object")]
    [InlineData("""{"keyPath":["name","x","y"],"timestamp":1,"valueToMerge":{}}""", "/name/x/y")]
    public async Task Acceptance_10_an_update_that_may_not_be_is_refused(string request, string message)
    {
        var error = await _client.ErrorAsync(IpcOperations.UpdateConfiguration, request);
        Assert.Equal("InvalidArgumentsError", error.Shape);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal($$"""{"componentName":"c","value":{{Initial}}}""", await _client.OkAsync(IpcOperations.GetConfiguration));
    }

    [Fact]
    public async Task A_caller_without_configuration_cannot_update_it()
    {
        using var client = await IpcClient.ConnectAsync(_served.SocketPath, _served.Runtime.Add("bare"));
        Assert.Equal("InvalidArgumentsError", await client.ErrorShapeAsync(IpcOperations.UpdateConfiguration, """{"timestamp":1,"valueToMerge":{"a":1}}"""));
    }

    [Fact]
    public async Task Acceptance_10_a_stale_update_fails_its_condition_and_a_new_path_never_does()
    {
        await UpdateAsync("""{"keyPath":["mqtt","port"],"timestamp":1700000002,"valueToMerge":1}""");
        var error = await _client.ErrorAsync(IpcOperations.UpdateConfiguration, """{"keyPath":["mqtt","port"],"timestamp":1700000001.999,"valueToMerge":2}""");
        Assert.Equal(("FailedUpdateConditionCheckError", "Proposed timestamp is older than the config's latest modified timestamp"), error);
        Assert.Equal("""{"componentName":"c","value":{"Port":1}}""", await _client.OkAsync(IpcOperations.GetConfiguration, """{"keyPath":["mqtt","port"]}"""));
        await UpdateAsync("""{"keyPath":["fresh","path"],"timestamp":1,"valueToMerge":2}""");
    }

    [Theory]
    [InlineData("""["mqtt","PORT"]""")]
    [InlineData("""["mqtt"]""")]
    [InlineData("[]")]
    public async Task Acceptance_11_a_change_is_told_with_the_path_of_its_leaf(string watched)
    {
        await _client.OkAsync(IpcOperations.SubscribeToConfigurationUpdate, $$"""{"keyPath":{{watched}}}""");
        using var own = await _served.ConnectAsync("c", "{}");
        await own.OkAsync(IpcOperations.UpdateConfiguration, """{"timestamp":1700000000,"valueToMerge":{"mqtt":{"Port":443}}}"""); // only the time moves
        await own.OkAsync(IpcOperations.UpdateConfiguration, """{"timestamp":1700000000,"valueToMerge":{"mqtt":{"empty":{}}}}"""); // nothing that could be read
        await own.OkAsync(IpcOperations.UpdateConfiguration, """{"timestamp":1700000000,"valueToMerge":{"mqtt":{"Port":444}}}""");
        var told = await _client.ReadAsync();
        Assert.Equal(("ConfigurationUpdateEvents", """{"configurationUpdateEvent":{"componentName":"c","keyPath":["mqtt","Port"]}}"""), (told!.ShapeName, told.Payload));
        await _client.AssertQuietAsync();
    }

    [Fact]
    public async Task Acceptance_11_nested_and_removed_leaves_are_told_one_by_one_and_those_elsewhere_not()
    {
        await _client.OkAsync(IpcOperations.SubscribeToConfigurationUpdate, """{"componentName":"c","keyPath":["mqtt"]}""");
        _served.Configuration.Set("c", """{"name":"y","mqtt":{"deep":{"a":1,"b":2}}}""", timeMs: 1);
        Assert.Equal("""{"configurationUpdateEvent":{"componentName":"c","keyPath":["mqtt","deep","a"]}}""", (await _client.ReadAsync())!.Payload);
        Assert.Equal("""{"configurationUpdateEvent":{"componentName":"c","keyPath":["mqtt","deep","b"]}}""", (await _client.ReadAsync())!.Payload);
        _served.Configuration.Remove("c", "mqtt", "deep", "a");
        Assert.Equal("""{"configurationUpdateEvent":{"componentName":"c","keyPath":["mqtt","deep","a"]}}""", (await _client.ReadAsync())!.Payload);
        await _client.AssertQuietAsync();
    }

    [Fact]
    public async Task A_path_that_is_not_there_cannot_be_watched_and_an_ended_watch_is_gone()
    {
        Assert.Equal("ResourceNotFoundError", await _client.ErrorShapeAsync(IpcOperations.SubscribeToConfigurationUpdate, """{"keyPath":["gone"]}"""));
        await _client.OkAsync(IpcOperations.SubscribeToConfigurationUpdate, "{}");
        Assert.Equal(1, _served.Configuration.WatcherCount);
        await _client.TerminateAsync(2);
        await _client.AssertQuietAsync();
        Assert.Equal(0, _served.Configuration.WatcherCount);
    }

    private async Task UpdateAsync(string request) => Assert.Equal("{}", await _client.OkAsync(IpcOperations.UpdateConfiguration, request));
}

using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Shadows;
using Shoreline.Edge.Tests.Ipc;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Tests.Shadows;

/// <summary>Shadows as a component sees them over IPC.</summary>
public sealed class ShadowIpcTests : IAsyncDisposable
{
    private const string Policy = """
        {"accessControl":{"aws.greengrass.ShadowManager":{"p":{"operations":["*"],"resources":["$aws/things/gw-01/shadow*","gw-01"]}},
        "aws.greengrass.ipc.pubsub":{"p":{"operations":["*"],"resources":["*"]}}}}
        """;

    private readonly ServedIpc _served = new();

    public ShadowIpcTests() => ShadowOperations.AddTo(_served.Parts.Operations, new ShadowService(
        new SimulatedFileSystem(), "/shadows", () => new ShadowLimits(), new TopicPublications(_served.Parts.Topics), NullLogger.Instance, TimeProvider.System));

    [Fact]
    public async Task A_shadow_is_updated_read_listed_told_of_and_deleted()
    {
        using var client = await _served.ConnectAsync("com.example.A", Policy);
        using var listener = await _served.ConnectAsync("com.example.B", Policy);
        await listener.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"$aws/things/gw-01/shadow/name/door/update/accepted"}""");

        var accepted = await client.OkAsync(IpcOperations.UpdateThingShadow, Update("""{"state":{"reported":{"open":true}},"clientToken":"t"}"""));
        Assert.Contains("\"clientToken\":\"t\"", Payload(accepted), StringComparison.Ordinal);
        Assert.Contains("\"reported\":{\"open\":true}", Payload(await client.OkAsync(IpcOperations.GetThingShadow, Door)), StringComparison.Ordinal);
        Assert.Contains("\"results\":[\"door\"]", await client.OkAsync(IpcOperations.ListNamedShadowsForThing, """{"thingName":"gw-01"}"""), StringComparison.Ordinal);
        var told = (await listener.ReadAsync())!.Json.GetProperty("binaryMessage").GetProperty("message").GetBytesFromBase64();
        Assert.Equal(Payload(accepted), Encoding.UTF8.GetString(told));
        Assert.Equal("""{"payload":""}""", await client.OkAsync(IpcOperations.DeleteThingShadow, Door));
        Assert.Equal(("ResourceNotFoundError", "No shadow found"), await client.ErrorAsync(IpcOperations.GetThingShadow, Door));
    }

    [Theory]
    [InlineData("""{"thingName":"gw-01","payload":"e30="}""", "InvalidArgumentsError")]
    [InlineData("""{"thingName":"gw-01"}""", "InvalidArgumentsError")]
    [InlineData("""{"payload":"e30="}""", "InvalidArgumentsError")]
    [InlineData("""{"thingName":"a/b","payload":"e30="}""", "InvalidArgumentsError")]
    [InlineData("""{"thingName":"other","payload":"e30="}""", "UnauthorizedError")]
    public async Task Refusals_have_the_shapes_of_the_model(string request, string shape)
    {
        using var client = await _served.ConnectAsync("com.example.A", Policy);

        Assert.Equal(shape, await client.ErrorShapeAsync(IpcOperations.UpdateThingShadow, request));
    }

    [Fact]
    public async Task A_stale_version_is_a_conflict()
    {
        using var client = await _served.ConnectAsync("com.example.A", Policy);
        await client.OkAsync(IpcOperations.UpdateThingShadow, Update("""{"state":{}}"""));

        Assert.Equal(("ConflictError", "Version conflict"), await client.ErrorAsync(IpcOperations.UpdateThingShadow, Update("""{"state":{},"version":7}""")));
    }

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    private const string Door = """{"thingName":"gw-01","shadowName":"door"}""";

    private static string Update(string document) =>
        $$"""{"thingName":"gw-01","shadowName":"door","payload":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(document))}}"}""";

    private static string Payload(string response) =>
        Encoding.UTF8.GetString(System.Text.Json.JsonDocument.Parse(response).RootElement.GetProperty("payload").GetBytesFromBase64());
}

using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Sdk.Ipc;

namespace Shoreline.Sdk.Tests.Ipc;

/// <summary>The README's example is the code below, and does what it says.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly ScriptedNucleus _nucleus = new();

    public void Dispose() => _nucleus.Dispose();

    [Fact]
    public void The_readmes_example_is_compiled_code()
    {
        var source = Source();
        var example = File.ReadAllText(Path.Combine(Path.GetDirectoryName(source)!, "../../../src/Shoreline.Sdk/README.md")).Split("```csharp ipc\n")[1].Split("```")[0];
        var lines = Lines(example);
        Assert.InRange(lines.Count, 10, 40);
        var compiled = string.Join('\n', Lines(File.ReadAllText(source)));
        Assert.Contains(string.Join('\n', lines).Replace("ConnectAsync()", "ConnectAsync(options)", StringComparison.Ordinal), compiled, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_readmes_example_runs()
    {
        var accepting = _nucleus.AcceptAsync();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(_nucleus.Options, "x"u8.ToArray(), stop.Token);
        using var connection = await accepting;
        var request = await connection.ReadAsync(IpcOperations.GetConfiguration);
        await connection.AnswerAsync(IpcOperations.GetConfiguration, request.StreamId, """{"componentName":"c","value":{"threshold":20.5}}""");
        await AnswerAsync(IpcOperations.UpdateConfiguration);
        await AnswerAsync(IpcOperations.PublishToTopic);
        await AnswerAsync(IpcOperations.PublishToTopic);
        var stream = await connection.AcceptAsync(IpcOperations.SubscribeToTopic);
        foreach (var number in (string[])["20", "21.50"])
        {
            await connection.EventAsync(stream, nameof(SubscriptionResponseMessage), $$"""{"jsonMessage":{"message":{{number}},"context":{"topic":"s/1/temperature"} } }""");
        }
        var alarm = await connection.ReadAsync(IpcOperations.PublishToIoTCore);
        Assert.Equal("21.50", Encoding.UTF8.GetString(Convert.FromBase64String(alarm.Json["payload"]!.GetValue<string>())));
        await connection.AnswerAsync(IpcOperations.PublishToIoTCore, alarm.StreamId);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        async Task AnswerAsync(IpcOperation operation) => await connection.AnswerAsync(operation, (await connection.ReadAsync(operation)).StreamId);
    }

#pragma warning disable CA2016 // an example passes the token where a reader asks what it does
    private static async Task RunAsync(GreengrassIpcClientOptions options, ReadOnlyMemory<byte> picture, CancellationToken stopping)
    {
        // Socket and token come from the environment that a component is started with.
        await using var nucleus = await GreengrassIpcClient.ConnectAsync(options);

        // Configuration: what the recipe's defaults and the deployments' updates make together. A single value, or the whole.
        var threshold = (await nucleus.Configuration.GetLeafAsync(["alarm", "threshold"]))?.GetValue<double>() ?? 0.5;
        await nucleus.Configuration.UpdateAsync(new JsonObject { ["lastStart"] = DateTimeOffset.UtcNow }, ["state"]);

        // Publish to other components: bytes, or JSON from a node or from a type of a generated serializer context.
        await nucleus.PubSub.PublishAsync("door/picture", picture);
        await nucleus.PubSub.PublishJsonAsync("door/state", new JsonObject { ["open"] = true });

        // Subscribe: stands when the call completes. Leaving the loop ends it, and so does the token.
        await using var readings = await nucleus.PubSub.SubscribeAsync("sensors/+/temperature", cancellationToken: stopping);
        await foreach (var reading in readings)
        {
            if (reading.Json is { } value && value.GetDouble() > threshold) await nucleus.IotCore.PublishAsync("alarms", reading.Payload);
        }
    }
#pragma warning restore CA2016

    private static List<string> Lines(string text) => [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static string Source([CallerFilePath] string path = "") => path;
}

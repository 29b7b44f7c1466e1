using System.Buffers;
using Microsoft.Extensions.Logging;
using Shoreline.Greengrass.Ipc.EventStream;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>Clients that are slow or mean harm themselves and nobody else.</summary>
public sealed class HostileClientTests
{
    [Fact]
    public async Task A_subscriber_that_never_reads_is_closed_logged_and_counted_while_another_gets_everything()
    {
        var log = new WarningLog();
        await using var served = new ServedIpc(o => o with { MaxQueuedBytes = 1 << 20 }, log);
        using var deaf = await served.ConnectAsync("deaf");
        await deaf.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
        using var good = await served.ConnectAsync("good");
        await good.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
        using var publisher = await served.ConnectAsync("p");
        var message = new byte[30_000];
        for (var i = 0; i < 100; i++)
        {
            await publisher.OkAsync(IpcOperations.PublishToTopic, PubSubTests.PublishBytes("t", message));
            Assert.Equal("SubscriptionResponseMessage", (await good.ReadAsync())!.ShapeName);
        }
        await Until.TrueAsync(() => served.Server.ConnectionCount == 2, "the deaf connection to be gone");
        Assert.Equal(1, served.Server.Metrics.OverflowCount);
        Assert.Single(log.Lines, l => l.Contains("of deaf closed: its client does not read", StringComparison.Ordinal));
        await good.AssertQuietAsync();
    }

    [Fact]
    public async Task All_memory_for_messages_together_has_a_bound()
    {
        await using var served = new ServedIpc(o => o with { MemoryBytes = 8 << 20 });
        var deaf = new List<IpcClient>();
        for (var i = 0; i < 8; i++)
        {
            deaf.Add(await served.ConnectAsync("deaf"));
            await deaf[^1].OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
        }
        using var publisher = await served.ConnectAsync("p");
        var message = new byte[600_000];
        for (var i = 0; i < 12; i++)
        {
            await publisher.OkAsync(IpcOperations.PublishToTopic, PubSubTests.PublishBytes("t", message));
            Assert.InRange(served.Server.HeldBytes, 0, 8 << 20);
        }
        Assert.NotEqual(0, served.Server.Metrics.OverflowCount);
        deaf.ForEach(d => d.Dispose());
        await Until.TrueAsync(() => served.Server.HeldBytes == 0, "the memory to come back");
        await publisher.AssertQuietAsync();
    }

    [Fact]
    public async Task Half_messages_take_memory_for_what_arrived_and_no_more_than_there_is()
    {
        await using var served = new ServedIpc(o => o with { MemoryBytes = 4 << 20 });
        var output = new ArrayBufferWriter<byte>();
        RpcWriter.Request(output, 1, IpcOperations.PublishToTopic.FullName, new byte[16 << 20]);
        var halves = new List<IpcClient>();
        for (var i = 0; i < 8; i++)
        {
            halves.Add(await served.ConnectAsync("mean"));
            try
            {
                await halves[^1].SendAsync(output.WrittenMemory[..(1 << 20)]);
            }
            catch (System.Net.Sockets.SocketException)
            {
                // There was no memory left for this one.
            }
            Assert.InRange(served.Server.HeldBytes, 0, 4 << 20);
        }
        await Until.TrueAsync(() => served.Server.ConnectionCount < 8, "those without memory to be closed");
        using var good = await served.ConnectAsync("good");
        await good.AssertQuietAsync();
        halves.ForEach(h => h.Dispose());
        await Until.TrueAsync(() => served.Server.HeldBytes == 0, "the memory to come back");
        await good.OkAsync(IpcOperations.PublishToTopic, PubSubTests.PublishBytes("t", new byte[2 << 20]));
    }

    [Fact]
    public async Task Another_components_token_gives_its_rights_and_no_more()
    {
        await using var served = new ServedIpc();
        using var rich = await served.ConnectAsync("rich");
        var poorToken = served.Runtime.Add("poor");
        served.Configuration.Set("poor", """{"x":1}""");
        using var poor = await IpcClient.ConnectAsync(served.SocketPath, poorToken);
        await rich.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
        Assert.Equal("UnauthorizedError", await poor.ErrorShapeAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}"""));
        await poor.OkAsync(IpcOperations.UpdateConfiguration, """{"componentName":"rich","timestamp":1,"valueToMerge":{"x":2}}"""); // a member that there is not: it changes its own
        Assert.Equal("""{"componentName":"poor","value":{"x":2}}""", await poor.OkAsync(IpcOperations.GetConfiguration));
        Assert.Equal("ResourceNotFoundError", await rich.ErrorShapeAsync(IpcOperations.GetConfiguration, """{"keyPath":["x"]}"""));
    }

    [Fact]
    public async Task Neither_tokens_nor_payloads_are_logged()
    {
        var log = new WarningLog(LogLevel.Trace);
        await using var served = new ServedIpc(logger: log);
        var token = served.Runtime.Add("a");
        served.Configuration.Set("a", """{"secret":"hushhush"}""");
        using (var client = await IpcClient.ConnectAsync(served.SocketPath, token))
        {
            await client.OkAsync(IpcOperations.GetConfiguration);
            await client.OkAsync(IpcOperations.UpdateConfiguration, """{"timestamp":1,"valueToMerge":{"secret":"hushhush2"}}""");
            Assert.Equal("", await client.ErrorShapeAsync(IpcOperations.UpdateConfiguration, """{"timestamp":"hushhush3"}"""));
            Assert.Equal("", await client.ErrorShapeAsync(IpcOperations.PublishToTopic, """hushhush4"""));
            await client.CallAsync(IpcOperations.PublishToTopic, """{"topic":"t","publishMessage":{"jsonMessage":{"message":{"x":"hushhush5"}}}}""");
        }
        using (var wrong = await IpcClient.OpenAsync(served.SocketPath))
        {
            await wrong.SendConnectAsync("""{"authToken":"HUSHHUSHHUSHHUSH"}""");
            await wrong.ReadToEndAsync();
        }
        await Until.TrueAsync(() => served.Server.ConnectionCount == 0, "both to be gone");
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(
            log.Lines, l => l.Contains(token, StringComparison.Ordinal) || l.Contains("hush", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Filters_with_thousands_of_levels_do_no_harm()
    {
        await using var served = new ServedIpc();
        using var client = await served.ConnectAsync("a");
        var deep = string.Join('/', Enumerable.Repeat("+", 2_000));
        for (var i = 0; i < 50; i++) await client.OkAsync(IpcOperations.SubscribeToTopic, $$"""{"topic":"{{deep}}","receiveMode":"RECEIVE_ALL_MESSAGES"}""");
        await client.OkAsync(IpcOperations.SubscribeToTopic, $$"""{"topic":"{{string.Join('/', Enumerable.Repeat("a", 2_000))}}"}""");
        await client.BeginAsync(IpcOperations.PublishToTopic, PubSubTests.Publish(string.Join('/', Enumerable.Repeat("a", 2_000)), 1));
        var received = new HashSet<int>();
        for (var i = 0; i < 52; i++) received.Add((await client.ReadAsync())!.StreamId);
        Assert.Equal(52, received.Count);
        Assert.Equal(4_000, served.Parts.Topics.NodeCount);
    }

    [Fact]
    public void Levels_of_all_filters_together_have_a_bound()
    {
        var tree = new Edge.Ipc.PubSub.TopicTree<object>(maxNodes: 5);
        var subscriber = new object();
        Assert.True(tree.TryAdd("a/b/c", subscriber));
        Assert.True(tree.TryAdd("a/b/d/#", subscriber));
        Assert.False(tree.TryAdd("a/x/y/z", subscriber));
        Assert.Equal(4, tree.NodeCount);
        Assert.True(tree.TryAdd("a/x", subscriber));
        foreach (var filter in new[] { "a/x", "a/b/c", "a/b/d/#" }) tree.Remove(filter, subscriber);
        Assert.Equal(0, tree.NodeCount);
    }

    [Fact]
    public async Task A_message_of_the_largest_size_is_published_or_refused_and_never_breaks_the_connection()
    {
        await using var served = new ServedIpc();
        using var client = await served.ConnectAsync("a");
        await client.OkAsync(IpcOperations.SubscribeToTopic, """{"topic":"t"}""");
        const string Before = "{\"topic\":\"t\",\"publishMessage\":{\"jsonMessage\":{\"message\":\"";
        const string After = "\"}}}";
        var room = EventStreamFormat.MaxMessageBytes - 16 - 200 - Before.Length - After.Length; // 200: the request's headers are shorter
        await client.BeginAsync(IpcOperations.PublishToTopic, Before + new string('x', room) + After);
        Assert.Equal("ServiceError", (await client.ReadAsync())!.ShapeName); // as an event it would be too large
        await client.AssertQuietAsync();
    }
}

using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Sdk;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>What a program is told of a stream that the gateway could not open.</summary>
public sealed class FaultyStreamTests
{
    [Fact]
    public async Task Whatever_is_asked_of_a_faulty_stream_is_refused_with_the_cause_and_the_others_go_on()
    {
        await using var served = await ServedStore.StartAsync();
        await using (var client = await served.ConnectAsync())
        {
            foreach (var name in new[] { "bad", "good" })
            {
                await client.CreateMessageStreamAsync(Define(name));
                await client.AppendMessageAsync(name, "first"u8.ToArray());
            }
        }
        var damaged = Path.Combine(served.Root, "bad", "definition.json");
        await File.WriteAllTextAsync(damaged, "{", TestContext.Current.CancellationToken);
        await served.RestartAsync();
        await using var again = await served.ConnectAsync();

        Func<Task>[] asked =
        [
            async () => await again.AppendMessageAsync("bad", "second"u8.ToArray()),
            async () => await again.ReadMessagesAsync("bad"),
            async () => await again.DescribeMessageStreamAsync("bad"),
            async () => await again.CreateMessageStreamAsync(Define("bad")),
            async () => await again.UpdateMessageStreamAsync(Define("bad")),
            async () => await again.DeleteMessageStreamAsync("bad"),
        ];
        foreach (var ask in asked)
        {
            var refusal = await Assert.ThrowsAsync<MessageStoreReadErrorException>(ask);
            foreach (var part in new[] { "'bad'", damaged, "shoreline stream verify bad" }) Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["good"], await again.ListStreamsAsync());
        Assert.Equal(1, await again.AppendMessageAsync("good", "second"u8.ToArray()));
        Assert.Equal("{", await File.ReadAllTextAsync(damaged, TestContext.Current.CancellationToken));
    }

    private static MessageStreamDefinition Define(string name) => new() { Name = name, StrategyOnFull = StrategyOnFull.RejectNewData };
}

using System.Diagnostics;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Sdk;

namespace Shoreline.Benchmarks.Protocol;

/// <summary>The stream manager with the protocol's own defaults, but for room: one stream for all connections, each message flushed before it is answered.</summary>
internal sealed class ShorelineContestant(ServerProcess server) : IContestant
{
    private const string Stream = "bench";

    public string Name => "Shoreline";

    public Task<double> StoreAsync(Load load, ReadOnlyMemory<byte> payload, int records) =>
        StoreAsync(load, payload, records, () => Task.CompletedTask, () => Task.CompletedTask);

    /// <param name="before">Called when all connections are there and each has sent a pipeline.</param>
    /// <param name="after">Called behind the last answer, while the stream is still there.</param>
    public async Task<double> StoreAsync(Load load, ReadOnlyMemory<byte> payload, int records, Func<Task> before, Func<Task> after)
    {
        await using var client = await StreamManagerClient.ConnectAsync(new() { Port = server.Port });
        await client.CreateMessageStreamAsync(new MessageStreamDefinition { Name = Stream, MaxSize = 16L << 30, StrategyOnFull = StrategyOnFull.RejectNewData, FlushOnWrite = true });
        var connections = Enumerable.Range(0, load.Connections).Select(_ => new RawConnection(server.Port, Stream, payload, load.Pipeline)).ToList();
        try
        {
            var each = records / load.Connections;
            await AppendAsync(connections, load.Pipeline);
            await before();
            var watch = Stopwatch.StartNew();
            await AppendAsync(connections, each);
            watch.Stop();
            await after();
            return each * load.Connections / watch.Elapsed.TotalSeconds;
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
            await client.DeleteMessageStreamAsync(Stream);
        }
    }

    private static Task AppendAsync(List<RawConnection> connections, int each) =>
        Task.WhenAll(connections.ConvertAll(connection => Task.Factory.StartNew(() => connection.Append(each), TaskCreationOptions.LongRunning)));
}

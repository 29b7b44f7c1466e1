using System.Diagnostics;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Sdk;

namespace Shoreline.Benchmarks.Protocol;

/// <summary>The same through <see cref="StreamManagerClient"/>, one client a connection.</summary>
internal sealed class SdkContestant(ServerProcess server) : IContestant
{
    private const string Stream = "bench-sdk";

    public string Name => "Shoreline by its SDK";

    public async Task<double> StoreAsync(Load load, ReadOnlyMemory<byte> payload, int records)
    {
        await using var first = await ConnectAsync(load);
        await first.CreateMessageStreamAsync(new MessageStreamDefinition { Name = Stream, MaxSize = 16L << 30, StrategyOnFull = StrategyOnFull.RejectNewData, FlushOnWrite = true });
        var clients = new List<StreamManagerClient>();
        try
        {
            for (var i = 0; i < load.Connections; i++) clients.Add(await ConnectAsync(load));
            var each = records / load.Connections;
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(clients.ConvertAll(client => Task.Run(() => AppendAsync(client, payload, each, load.Pipeline))));
            return each * load.Connections / watch.Elapsed.TotalSeconds;
        }
        finally
        {
            foreach (var client in clients) await client.DisposeAsync();
            await first.DeleteMessageStreamAsync(Stream);
        }
    }

    private Task<StreamManagerClient> ConnectAsync(Load load) =>
        StreamManagerClient.ConnectAsync(new() { Port = server.Port, MaxInFlight = Math.Max(16, load.Pipeline) });

    /// <summary>As many callers as the pipeline has room for, each waiting for its append before the next.</summary>
    private static Task AppendAsync(StreamManagerClient client, ReadOnlyMemory<byte> payload, int records, int pipeline)
    {
        var left = records;
        return Task.WhenAll(Enumerable.Range(0, pipeline).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await client.AppendAsync(Stream, payload);
        }));
    }
}

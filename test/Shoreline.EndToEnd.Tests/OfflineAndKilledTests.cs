using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Shoreline.Sdk;
using Shoreline.Streams;

namespace Shoreline.EndToEnd.Tests;

/// <summary>The first promise, across processes: what was acknowledged to its writer is in the lake, once, whatever happens in between.</summary>
public sealed class OfflineAndKilledTests
{
    private const string Witness = "witness";
    private static readonly TimeSpan OfflineFor = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Records_acknowledged_while_offline_land_exactly_once_after_a_kill()
    {
        await using var site = await Site.CreateAsync($$"""
            sensor: true
            cameras:
              - { name: entrance, source: "scene://entrance" }
            streams:
              {{Witness}}: { exports: [ { to: cloud } ] }
            """);
        var acknowledged = new ConcurrentDictionary<string, long>(); // record → sequence

        // The cloud is not there. A writer of our own appends, and remembers what it was told is safe.
        var edge = await site.StartEdgeAsync();
        await WriteAsync(site, edge, acknowledged, OfflineFor, endWithKill: true);
        Assert.True(acknowledged.Count > 100, $"{acknowledged.Count} records were acknowledged");

        // The plug was pulled. Start again, still offline, then let the cloud come.
        edge = await site.StartEdgeAsync();
        var waiting = await Site.StreamsAsync(edge);
        Assert.True(waiting["detections"].Newest > 0 && waiting["video.entrance"].Newest > 0, "the cameras had appended before the kill");
        await WriteAsync(site, edge, acknowledged, TimeSpan.FromSeconds(3), endWithKill: false);
        await site.StartCloudAsync();
        var goals = await Site.StreamsAsync(edge);
        await Until.TrueAsync(
            async () => (await Site.StreamsAsync(edge)).All(s => !goals.TryGetValue(s.Key, out var goal) || s.Value.Confirmed >= goal.Newest || IsForTheGatewayItself(s.Key)),
            "what had gathered is confirmed by the cloud", TimeSpan.FromSeconds(90));
        await site.StopAsync();

        // Every record that the writer was told is safe is there, once, under the sequence it was told.
        var rows = (await site.QueryAsync($"SELECT decode(payload), sequence FROM raw_{Witness}")).Rows;
        var landed = rows.GroupBy(row => (string)row[0]!).ToDictionary(group => group.Key, group => group.Select(row => Convert.ToInt64(row[1], null)).ToList());
        foreach (var (record, sequence) in acknowledged) Assert.Equal([sequence], landed[record]);

        // And of every stream, all that the gateway holds, once.
        await using var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = Path.Combine(site.EdgeRoot, "streams") });
        foreach (var stream in store.List().Where(s => !IsForTheGatewayItself(s.Name) && s.NewestSequence >= 0))
        {
            var counts = (await site.QueryAsync(
                $"SELECT count(*), count(DISTINCT sequence), min(sequence), max(sequence) FROM {Lake.RawTable.NameOf(stream.Name)} WHERE stream = '{stream.Name}'")).Rows[0];
            Assert.Equal(
                (stream.Name, stream.NewestSequence + 1, stream.NewestSequence + 1, 0L, stream.NewestSequence),
                (stream.Name, Convert.ToInt64(counts[0], null), Convert.ToInt64(counts[1], null), Convert.ToInt64(counts[2], null), Convert.ToInt64(counts[3], null)));
        }
    }

    /// <summary>What is set aside for people, and what waits for the broker above: no rows of the lake.</summary>
    private static bool IsForTheGatewayItself(string stream) => stream.StartsWith("dead.", StringComparison.Ordinal) || stream == "mqtt-proxy";

    /// <summary>Appends numbered records, several at a time, until the time is over or the gateway is killed under it.</summary>
    private static async Task WriteAsync(
        Site site, JsonElement edge, ConcurrentDictionary<string, long> acknowledged, TimeSpan duration, bool endWithKill)
    {
        await using var client = await site.ConnectAsync(edge);
        using var over = new CancellationTokenSource(duration);
        var run = Guid.NewGuid().ToString("n")[..8];
        var writers = Enumerable.Range(0, 4).Select(async writer =>
        {
            for (var i = 0; !over.IsCancellationRequested; i++)
            {
                var record = $"{run}-{writer}-{i}";
                acknowledged[record] = await client.AppendMessageAsync(Witness, Encoding.UTF8.GetBytes(record));
                await Task.Delay(5);
            }
        }).ToList();
        if (endWithKill)
        {
            await Task.Delay(duration - TimeSpan.FromMilliseconds(200));
            site.Edge!.Kill();
            await Assert.ThrowsAnyAsync<StreamManagerException>(() => Task.WhenAll(writers)); // the appends under way were never acknowledged
            await site.Edge.WaitAsync(TimeSpan.FromSeconds(10));
        }
        else
        {
            await Task.WhenAll(writers);
        }
    }
}

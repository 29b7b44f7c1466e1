using System.Diagnostics;
using System.Security.Cryptography;
using Shoreline.Streams.Tests.Simulation;

namespace Shoreline.Streams.Tests.Processes;

/// <summary>A real process on a real disk, killed again and again at work: what it had said was stored is there.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 50;
    private const int MostLines = 800; // heard in a round before the kill

    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_process_is_killed_under_load()
    {
        var watch = Stopwatch.StartNew();
        var seed = Setting.Seed ?? Environment.TickCount;
        var random = new Random(seed);
        var heard = new Heard();
        output.WriteLine($"seed {seed}");
        for (var round = 1; round <= Rounds; round++)
        {
            using var writer = await WriterProcess.StartAsync(_folder.Path);
            await writer.HearAsync(heard, random.Next(MostLines));
            await writer.KillAsync();
            await writer.HearAsync(heard); // what was in the pipe
            await CheckAsync(heard, round);
        }
        output.WriteLine($"{Rounds} rounds, {heard.Count} records acknowledged, {watch.Elapsed.TotalSeconds:N1} s");
        Assert.True(heard.Count > 10 * Rounds, "the writer was killed before it worked: the test does not test");
    }

    private async Task CheckAsync(Heard heard, int round)
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        foreach (var stream in store.List())
        {
            var found = Digests(stream);
            var lost = heard.Of(stream.Name).Where(record => record.Sequence >= stream.OldestSequence && found.GetValueOrDefault(record.Sequence) != record.Digest).ToList();
            Assert.True(lost.Count == 0, $"round {round}: {lost.Count} of {stream.Name} are lost or other than acknowledged, the first {lost.FirstOrDefault()}");
            Assert.Equal(stream.NewestSequence + 1 - stream.OldestSequence, found.Count);
            Assert.All(stream.Ledger(), row => Assert.Equal((row.Appended, 0), (row.Confirmed + row.Waiting + row.Evicted, row.Quarantined)));
        }
        Assert.Equal(0, store.Get("safe").OldestSequence);
        if (heard.Confirmed("ring") >= 0) Assert.InRange(store.Get("ring").OpenCursor("cloud").Confirmed, heard.Confirmed("ring"), store.Get("ring").NewestSequence);
    }

    private static Dictionary<long, string> Digests(DurableStream stream)
    {
        var found = new Dictionary<long, string>();
        using var batch = new RecordBatch();
        for (var from = 0L; stream.Read(from, 1000, 1 << 20, batch) > 0; from = batch[batch.Count - 1].Sequence + 1)
        {
            foreach (var record in batch) found.Add(record.Sequence, Convert.ToHexStringLower(SHA256.HashData(record.Payload.Span).AsSpan(0, 8)));
        }
        return found;
    }

    public void Dispose() => _folder.Dispose();
}

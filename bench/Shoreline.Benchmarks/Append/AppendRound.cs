using System.Diagnostics;
using Shoreline.Streams;
using Shoreline.Streams.Files;

namespace Shoreline.Benchmarks.Append;

/// <summary>Append and bare write by turns on one disk.</summary>
/// <param name="BatchRecords">Records in a flush, of both.</param>
internal sealed record AppendRound(double BatchRecords, double AppendRate, double BareRate, double Allocation)
{
    public const int PayloadBytes = 1024;
    private const int Turns = 10;

    public double Ratio => AppendRate / BareRate;

    public static async Task<AppendRound> MeasureAsync(string folder, int records, int appenders)
    {
        await using var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = folder });
        var stream = store.Create(new StreamDefinition { Name = "bench", MaxBytes = 1L << 40, SegmentBytes = 64 << 20 });
        await AppendAsync(stream, 20 * appenders, appenders); // opens the file, fills the pools
        var forAppenders = await AllocatedAsync(() => AppendAsync(stream, appenders, appenders)); // their tasks: there whatever they append

        using var bare = DiskFileSystem.Instance.Open(Path.Combine(folder, "bare"), FileOpen.CreateNew);
        BareWrite(bare, 20, 1);
        var (append, bareWrite) = (new Stopwatch(), new Stopwatch());
        var (allocated, batches) = (0L, 0L);
        for (var turn = 0; turn < Turns; turn++)
        {
            var before = stream.Counters.Batches;
            append.Start();
            allocated += await AllocatedAsync(() => AppendAsync(stream, records / Turns, appenders)) - forAppenders;
            append.Stop();
            var flushes = stream.Counters.Batches - before;
            batches += flushes;
            bareWrite.Start();
            BareWrite(bare, records / Turns, (int)Math.Round((double)records / Turns / flushes));
            bareWrite.Stop();
        }
        return new AppendRound(
            (double)records / batches, records / append.Elapsed.TotalSeconds, records / bareWrite.Elapsed.TotalSeconds, Math.Max(0, (double)allocated / records));
    }

    private static async Task<long> AllocatedAsync(Func<Task> work)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static Task AppendAsync(DurableStream stream, int records, int appenders) =>
        Task.WhenAll(Enumerable.Range(0, appenders).Select(appender => Task.Run(async () =>
        {
            for (var i = 0; i < records / appenders; i++) await stream.AppendAsync(Noise.Take((appender * 1000) + i, PayloadBytes));
        })));

    /// <summary>As many bytes as the stream writes, headers included, into a file that grows as a segment does: neither reserves room before.</summary>
    private static void BareWrite(IFile file, int records, int batchRecords)
    {
        var offset = file.Length;
        for (var left = records; left > 0; left -= batchRecords)
        {
            var bytes = Math.Min(left, batchRecords) * (PayloadBytes + StreamLimits.RecordOverheadBytes);
            file.Write(Noise.Take(offset, bytes).Span, offset);
            file.Flush();
            offset += bytes;
        }
    }
}

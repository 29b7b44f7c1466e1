using System.Diagnostics;
using System.Security.Cryptography;
using Shoreline.Streams;
using Shoreline.Streams.Files;

namespace Shoreline.Benchmarks.Append;

/// <summary>Append and bare write by turns on one disk, then read and bare read by turns, the best of each, from the page cache.</summary>
/// <param name="ReadRate">MB/s of the segment files.</param>
internal sealed record Round(
    double BatchRecords, double AppendRate, double BareWriteRate, double ReadRate, double BareReadRate, double AppendAllocation, double ReadAllocation)
{
    public const int PayloadBytes = 1024;
    private const int ReadBytes = 256 << 10;
    private const int Turns = 10;
    private const double Megabyte = 1e6;
    private const int NoiseBytes = 16 << 20;
    private const int NoiseRecords = NoiseBytes / PayloadBytes;

    /// <summary>What both write: a disk that compresses or finds equal blocks must not favour one.</summary>
    private static readonly byte[] Noise = RandomNumberGenerator.GetBytes(NoiseBytes);

    public static async Task<Round> MeasureAsync(string folder, int records, int appenders)
    {
        await using var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = folder });
        var stream = store.Create(new StreamDefinition { Name = "bench", MaxBytes = 1L << 40, SegmentBytes = 64 << 20 });
        await AppendAsync(stream, 20 * appenders, appenders); // opens the file, fills the pools
        var forAppenders = await AllocatedAsync(() => AppendAsync(stream, appenders, appenders)); // their tasks: there whatever they append

        using var bare = DiskFileSystem.Instance.Open(Path.Combine(folder, "bare"), FileOpen.CreateNew);
        var (append, bareWrite) = (new Stopwatch(), new Stopwatch());
        var (allocated, batches) = (0L, stream.Counters.Batches);
        for (var turn = 0; turn < Turns; turn++)
        {
            var before = stream.Counters.Batches;
            append.Start();
            allocated += await AllocatedAsync(() => AppendAsync(stream, records / Turns, appenders)) - forAppenders;
            append.Stop();
            var batchRecords = (int)Math.Round((double)records / Turns / (stream.Counters.Batches - before));
            bareWrite.Start();
            BareWrite(bare, records / Turns, batchRecords);
            bareWrite.Stop();
        }
        batches = stream.Counters.Batches - batches;

        var (read, bareRead, readAllocation) = (double.MaxValue, double.MaxValue, 0.0);
        using var batch = new RecordBatch();
        for (var turn = 0; turn < Turns; turn++)
        {
            read = Math.Min(read, Read(stream, batch, out readAllocation));
            bareRead = Math.Min(bareRead, BareRead(Path.Combine(folder, "bench")));
        }
        return new Round(
            (double)records / batches, records / append.Elapsed.TotalSeconds, records / bareWrite.Elapsed.TotalSeconds, 1 / read / Megabyte, 1 / bareRead / Megabyte,
            Math.Max(0, (double)allocated / records), readAllocation);
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
            for (var i = 0; i < records / appenders; i++) await stream.AppendAsync(Noise.AsMemory((appender * 7919 + i) % NoiseRecords * PayloadBytes, PayloadBytes));
        })));

    private static void BareWrite(IFile file, int records, int batchRecords)
    {
        var offset = file.Length;
        for (var left = records; left > 0; left -= batchRecords)
        {
            var bytes = Math.Min(left, batchRecords) * PayloadBytes;
            file.Write(Noise.AsSpan((int)(offset % (NoiseBytes / 2)), bytes), offset);
            file.Flush();
            offset += bytes;
        }
    }

    /// <summary>Seconds for a byte.</summary>
    private static double Read(DurableStream stream, RecordBatch batch, out double allocationPerRecord)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var (records, bytes) = ReadAll(stream, batch);
        watch.Stop();
        allocationPerRecord = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / records;
        return watch.Elapsed.TotalSeconds / bytes;
    }

    private static (long Records, long Bytes) ReadAll(DurableStream stream, RecordBatch batch)
    {
        var (records, bytes) = (0L, 0L);
        for (var from = 0L; stream.Read(from, 4096, ReadBytes, batch) > 0; from = batch[batch.Count - 1].Sequence + 1)
        {
            records += batch.Count;
            bytes += batch.PayloadBytes + (long)batch.Count * StreamLimits.RecordOverheadBytes;
        }
        return (records, bytes);
    }

    /// <summary>Seconds for a byte.</summary>
    private static double BareRead(string folder)
    {
        var buffer = new byte[ReadBytes];
        var total = 0L;
        var watch = Stopwatch.StartNew();
        foreach (var path in Directory.GetFiles(folder, "*.seg"))
        {
            using var file = DiskFileSystem.Instance.Open(path, FileOpen.Read);
            var offset = 0L;
            for (int got; (got = file.Read(buffer, offset)) > 0;) offset += got;
            total += offset;
        }
        return watch.Elapsed.TotalSeconds / total;
    }
}

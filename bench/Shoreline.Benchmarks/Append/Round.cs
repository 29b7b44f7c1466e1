using System.Diagnostics;
using System.Security.Cryptography;
using Shoreline.Streams;
using Shoreline.Streams.Files;

namespace Shoreline.Benchmarks.Append;

/// <summary>One turn of each: append, bare write, read, bare read.</summary>
/// <param name="ReadRate">MB/s of the segment files, from the page cache.</param>
internal sealed record Round(
    double BatchRecords, double AppendRate, double BareWriteRate, double ReadRate, double BareReadRate, double AppendAllocation, double ReadAllocation)
{
    public const int PayloadBytes = 1024;
    private const int ReadBytes = 256 << 10;
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

        var batches = stream.Counters.Batches;
        var append = Stopwatch.StartNew();
        var allocated = await AllocatedAsync(() => AppendAsync(stream, records, appenders));
        append.Stop();
        var appendAllocation = Math.Max(0, (double)(allocated - forAppenders) / records);
        var batchRecords = (double)records / (stream.Counters.Batches - batches);

        var bareWrite = BareWrite(Path.Combine(folder, "bare"), records, (int)Math.Round(batchRecords));
        var (read, readBytes, readAllocation) = Read(stream);
        var (bareRead, bareBytes) = BareRead(Path.Combine(folder, "bench"));
        return new Round(
            batchRecords, records / append.Elapsed.TotalSeconds, records / bareWrite.TotalSeconds, readBytes / Megabyte / read.TotalSeconds,
            bareBytes / Megabyte / bareRead.TotalSeconds, appendAllocation, readAllocation);
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

    private static TimeSpan BareWrite(string path, int records, int batchRecords)
    {
        using var file = DiskFileSystem.Instance.Open(path, FileOpen.CreateNew);
        var offset = 0L;
        var watch = Stopwatch.StartNew();
        for (var left = records; left > 0; left -= batchRecords)
        {
            var bytes = Math.Min(left, batchRecords) * PayloadBytes;
            file.Write(Noise.AsSpan((int)(offset % (NoiseBytes / 2)), bytes), offset);
            file.Flush();
            offset += bytes;
        }
        return watch.Elapsed;
    }

    private static (TimeSpan Elapsed, long Bytes, double Allocation) Read(DurableStream stream)
    {
        using var batch = new RecordBatch();
        ReadAll(stream, batch);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var (records, bytes) = ReadAll(stream, batch);
        watch.Stop();
        return (watch.Elapsed, bytes, (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / records);
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

    private static (TimeSpan Elapsed, long Bytes) BareRead(string folder)
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
        return (watch.Elapsed, total);
    }
}

using System.Diagnostics;
using System.Globalization;
using Shoreline.Streams;
using Shoreline.Streams.Files;

namespace Shoreline.Benchmarks.Read;

/// <summary><c>read [RECORDS [ROUNDS [FOLDER]]]</c>: reading a stream's records against reading its files, by turns, both from the page cache.</summary>
/// <remarks>What a reader gives for its time: a checksum of every byte, and a place for every record. Says nothing about a disk that is slower than memory: there both wait for it.</remarks>
internal static class ReadBenchmark
{
    private const int PayloadBytes = 1024;
    private const int ReadBytes = 256 << 10;
    private const double Megabyte = 1e6;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var records = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100_000;
        var rounds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 31;
        using var scratch = new Scratch(arguments.Length > 2 ? arguments[2] : null);
        Console.WriteLine(Machine.Describe(scratch.Path));
        Line.Print(await MeasureAsync(records, rounds, scratch.Path));
        return 0;
    }

    public static async Task<List<Line>> MeasureAsync(int records, int rounds, string folder)
    {
        await using var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = Path.Combine(folder, "read") });
        var stream = store.Create(new StreamDefinition { Name = "bench", MaxBytes = 1L << 40, SegmentBytes = 64 << 20, Flush = FlushMode.Relaxed });
        await StreamFiller.FillAsync(stream, records, PayloadBytes);
        using var batch = new RecordBatch();
        var (rates, bareRates, allocations) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var rate = Rate(() => ReadAll(stream, batch));
            allocations.Add((double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / records);
            var bareRate = Rate(() => BareRead(Path.Combine(folder, "read", "bench")));
            if (round == 0) continue; // compiles and fetches
            rates.Add(rate);
            bareRates.Add(bareRate);
        }
        return
        [
            new Line("read, 1 KiB, against reading the files", new Spread(rates.Zip(bareRates, (read, bare) => read / bare)).ToText("N2"), ">= 0.8"),
            new Line("read: MB/s, the bare loop's", $"{new Spread(rates).ToText("N0")}; {new Spread(bareRates).ToText("N0")}"),
            new Line("read: managed allocation, bytes a record", new Spread(allocations.Skip(1)).ToText("N3"), "0"),
        ];
    }

    /// <param name="work">Returns how many bytes of the files it went through.</param>
    private static double Rate(Func<long> work)
    {
        var watch = Stopwatch.StartNew();
        var bytes = work();
        return bytes / watch.Elapsed.TotalSeconds / Megabyte;
    }

    private static long ReadAll(DurableStream stream, RecordBatch batch)
    {
        var bytes = 0L;
        for (var from = 0L; stream.Read(from, 4096, ReadBytes, batch) > 0; from = batch[batch.Count - 1].Sequence + 1)
            bytes += batch.PayloadBytes + ((long)batch.Count * StreamLimits.RecordOverheadBytes);
        return bytes;
    }

    private static long BareRead(string folder)
    {
        var buffer = new byte[ReadBytes];
        var total = 0L;
        foreach (var path in Directory.GetFiles(folder, "*.seg"))
        {
            using var file = DiskFileSystem.Instance.Open(path, FileOpen.Read);
            var offset = 0L;
            for (int got; (got = file.Read(buffer, offset)) > 0;) offset += got;
            total += offset;
        }
        return total;
    }
}

using System.Diagnostics;
using System.Globalization;
using Shoreline.Streams;

namespace Shoreline.Benchmarks.Many;

/// <summary><c>many [STREAMS [SECONDS [FOLDER]]]</c>: many streams, each with a few records a second, as a gateway with many sensors has.</summary>
/// <remarks>
/// Records are due by the clock whether or not the last one is stored, and their latency counts from when they were due. The processor time includes the one thread that makes them.
/// </remarks>
internal static class ManyBenchmark
{
    private const int RatePerStream = 10;
    private const int PayloadBytes = 256;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var streams = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1000;
        var seconds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 10;
        using var scratch = new Scratch(arguments.Length > 2 ? arguments[2] : null);
        Console.WriteLine(Machine.Describe(scratch.Path));
        Line.Print(await MeasureAsync(streams, seconds, scratch.Path));
        return 0;
    }

    public static async Task<List<Line>> MeasureAsync(int streams, int seconds, string folder) =>
    [
        .. await MeasureAsync(streams, seconds, folder, FlushMode.Relaxed),
        .. await MeasureAsync(streams, seconds, folder, FlushMode.Durable),
    ];

    private static async Task<List<Line>> MeasureAsync(int streams, int seconds, string folder, FlushMode flush)
    {
        folder = Path.Combine(folder, $"many-{flush}");
        List<Line> lines;
        await using (var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = folder }))
        {
            var all = Enumerable.Range(0, streams).Select(i => store.Create(new StreamDefinition { Name = $"sensor-{i}", Flush = flush })).ToList();
            var source = new PacedSource(all, RatePerStream, PayloadBytes);
            await source.RunAsync(TimeSpan.FromSeconds(1)); // opens the files
            source.Forget();
            var processor = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            var running = source.RunAsync(TimeSpan.FromSeconds(seconds));
            await Task.Delay(TimeSpan.FromSeconds(seconds / 2.0));
            var account = ProcessAccount.Take();
            await running;
            var share = (Environment.CpuUsage.TotalTime - processor) / watch.Elapsed;
            var what = $"{streams:N0} streams, {RatePerStream} records/s each, {(flush == FlushMode.Durable ? "durable" : "relaxed")}";
            lines =
            [
                new Line($"{what}: records/s stored, of {streams * RatePerStream:N0}", $"{source.Stored / watch.Elapsed.TotalSeconds:N0}"),
                new Line($"{what}: latency, median and 99th of 100, ms", $"{source.LatencyMs(0.5):N1}; {source.LatencyMs(0.99):N1}"),
                new Line($"{what}: processor seconds a second", $"{share:N2}"),
                new Line($"{what}: resident memory, threads, open files", $"{account.MemoryBytes / 1e6:N0} MB; {account.Threads}; {account.Files}"),
            ];
        }
        Directory.Delete(folder, recursive: true);
        return lines;
    }
}

/// <summary>What this process holds.</summary>
internal readonly record struct ProcessAccount(long MemoryBytes, int Threads, int Files)
{
    public static ProcessAccount Take()
    {
        using var self = Process.GetCurrentProcess();
        return new ProcessAccount(self.WorkingSet64, self.Threads.Count, Directory.GetFiles("/proc/self/fd").Length);
    }
}

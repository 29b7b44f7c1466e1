using System.Diagnostics;
using System.Globalization;
using Shoreline.Streams;

namespace Shoreline.Benchmarks.Open;

/// <summary><c>open [RECORDS [PAYLOAD-BYTES [FOLDER]]]</c>: how long a store with a large backlog takes to open, and how much memory it keeps for it.</summary>
/// <remarks>
/// Each opening is in a process of its own and counts from the call, without the runtime's start. Cold means that the kernel was told to drop its caches, which takes root; the disk beneath a virtual
/// machine may still have the data in memory.
/// </remarks>
internal static class OpenBenchmark
{
    private const int Rounds = 5;
    private const int Little = 1000;
    private const double GoalSeconds = 2;
    private const string DropCaches = "/proc/sys/vm/drop_caches";
    private const string Stream = "backlog";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var records = arguments.Length > 0 ? long.Parse(arguments[0], CultureInfo.InvariantCulture) : 10_000_000;
        var payloadBytes = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 128;
        using var scratch = new Scratch(arguments.Length > 2 ? arguments[2] : null);
        Console.WriteLine(Machine.Describe(scratch.Path));
        Line.Print(await MeasureAsync(records, payloadBytes, scratch.Path));
        return 0;
    }

    public static async Task<List<Line>> MeasureAsync(long records, int payloadBytes, string folder)
    {
        var little = Path.Combine(folder, "open-little");
        folder = Path.Combine(folder, "open");
        await FillAsync(little, Little, payloadBytes);
        await FillAsync(folder, records, payloadBytes);
        var forLittle = await OpeningsAsync(little, Little, cold: false);
        var what = $"opening {records:N0} records of {payloadBytes:N0} bytes";
        var warm = await OpeningsAsync(folder, records, cold: false);
        var lines = new List<Line>();
        if (MayDropCaches())
        {
            var cold = await OpeningsAsync(folder, records, cold: true);
            lines.Add(new Line($"{what}, cold: seconds", new Spread(cold.Select(o => o.Seconds)).ToText("N3"), $"<= {GoalSeconds}"));
        }
        lines.Add(new Line($"{what}, warm: seconds", new Spread(warm.Select(o => o.Seconds)).ToText("N3"), $"<= {GoalSeconds}"));
        lines.Add(new Line(
            $"{what}: resident memory it adds, MB; opening {Little:N0} records adds",
            $"{new Spread(warm.Select(o => o.AddedBytes / 1e6)).ToText("N1")}; {new Spread(forLittle.Select(o => o.AddedBytes / 1e6)).ToText("N1")}", "flat"));
        Directory.Delete(folder, recursive: true);
        return lines;
    }

    private static async Task FillAsync(string folder, long records, int payloadBytes)
    {
        await using var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = folder });
        var stream = store.Create(new StreamDefinition { Name = Stream, MaxBytes = 1L << 40, Flush = FlushMode.Relaxed });
        await StreamFiller.FillAsync(stream, records, payloadBytes);
    }

    /// <summary><c>open-once FOLDER</c>: one opening, in a process of its own. Prints seconds, bytes of resident memory added, and the newest sequence.</summary>
    public static async Task<int> OnceAsync(string folder)
    {
        var before = Memory();
        var watch = Stopwatch.StartNew();
        await using var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = folder });
        watch.Stop();
        var added = Memory() - before;
        var newest = store.Get(Stream).NewestSequence;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:F4} {added} {newest}"));
        return 0;
    }

    private static async Task<List<(double Seconds, long AddedBytes)>> OpeningsAsync(string folder, long records, bool cold)
    {
        var openings = new List<(double, long)>();
        for (var i = 0; i < Rounds; i++)
        {
            if (cold) await DropCachesAsync();
            var parts = (await Children.RunAsync(Children.OwnPath, ["open-once", folder], "")).Split(' ');
            if (long.Parse(parts[2], CultureInfo.InvariantCulture) != records - 1) throw new InvalidOperationException($"the newest record is {parts[2]} of {records}");
            openings.Add((double.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture)));
        }
        return openings;
    }

    private static bool MayDropCaches()
    {
        try
        {
            using var file = File.OpenWrite(DropCaches);
            return true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    private static async Task DropCachesAsync()
    {
        await Children.RunAsync("sync", [], "coreutils");
        await File.WriteAllTextAsync(DropCaches, "3");
    }

    private static long Memory()
    {
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}

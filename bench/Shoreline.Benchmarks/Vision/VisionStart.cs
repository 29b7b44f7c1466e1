using System.Diagnostics;
using System.Globalization;
using Shoreline.Testing;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;

namespace Shoreline.Benchmarks.Vision;

/// <summary>
/// <c>vision-start [PROGRAM [ROUNDS [MODEL...]]]</c>: how long a model takes to load, without and with its graph kept on disk, and how long
/// <c>shoreline vision</c> takes from its start to the first record.
/// </summary>
internal static class VisionStart
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var program = arguments.ElementAtOrDefault(0) ?? Path.Combine(Core.Assets.FindHome()!, "out", "shoreline", "shoreline");
        var rounds = int.Parse(arguments.ElementAtOrDefault(1) ?? "5", CultureInfo.InvariantCulture);
        Console.WriteLine(Machine.Describe(Path.GetTempPath()));
        Console.WriteLine($"median of {rounds} rounds; {program}");
        Console.WriteLine();
        Line.PrintHead();
        foreach (var model in ClipWork.Models(arguments.Length > 2 ? arguments[2..] : [])) Load(model, rounds);
        await StartAsync(program, rounds);
        return 0;
    }

    private static void Load(Model model, int rounds)
    {
        using var scratch = new Scratch(null);
        var cache = new GraphCache(scratch.Path);
        var options = new InferenceOptions { Threads = 1 };
        List<(double Without, double First, double Second)> seen = [];
        Measure(() => cache.Open(model.WeightsPath, model.Digest, options with { CacheGraph = false })); // the library itself is loaded once
        for (var i = 0; i < rounds; i++)
        {
            foreach (var graph in Directory.EnumerateFiles(scratch.Path)) File.Delete(graph);
            seen.Add((
                Measure(() => cache.Open(model.WeightsPath, model.Digest, options with { CacheGraph = false })),
                Measure(() => cache.Open(model.WeightsPath, model.Digest, options)), Measure(() => cache.Open(model.WeightsPath, model.Digest, options))));
        }
        Line.PrintRow(new Line(
            $"loading {model.Name}, ms: without a cache; first start; second start",
            $"{new Spread(seen.Select(s => s.Without)).ToText("F0")}; {new Spread(seen.Select(s => s.First)).ToText("F0")}; {new Spread(seen.Select(s => s.Second)).ToText("F0")}"));
    }

    private static double Measure(Func<InferenceSession> open)
    {
        var start = Stopwatch.GetTimestamp();
        open().Dispose();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>With an empty cache, and with what that start left in it.</summary>
    private static async Task StartAsync(string program, int rounds)
    {
        var (first, second, processor) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < rounds; i++)
        {
            using var scratch = new Scratch(null);
            first.Add((await FirstRecordAsync(program, scratch.Path)).Wall);
            var again = await FirstRecordAsync(program, scratch.Path);
            second.Add(again.Wall);
            processor.Add(again.Processor);
        }
        Line.PrintRow(new Line("shoreline vision, from its start to the first record, empty cache: ms", new Spread(first).ToText("F0"), "<= 1,500"));
        Line.PrintRow(new Line("the same, second start: ms", new Spread(second).ToText("F0"), "<= 1,500"));
        Line.PrintRow(new Line("the same, second start: processor time to its end, ms", new Spread(processor).ToText("F0")));
    }

    private static async Task<(double Wall, double Processor)> FirstRecordAsync(string program, string cache)
    {
        var start = new ProcessStartInfo(program, ["vision", FaceMedia.PathOf("interview-720p.mp4"), "--max-frames", "1", "--json", "-"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["XDG_CACHE_HOME"] = cache;
        start.Environment["SHORELINE_HOME"] = Core.Assets.FindHome();
        var began = Stopwatch.GetTimestamp();
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var record = await child.StandardOutput.ReadLineAsync();
        var wall = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        await child.WaitForExitAsync();
        if (record is null || !record.Contains("\"face\"", StringComparison.Ordinal)) throw new InvalidOperationException($"{program} found no face: {record}{await errors}");
        return (wall, child.TotalProcessorTime.TotalMilliseconds);
    }
}

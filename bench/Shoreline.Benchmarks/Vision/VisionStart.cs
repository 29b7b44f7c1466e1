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
        Measure(Without); // the library itself is loaded once
        for (var i = 0; i < rounds; i++)
        {
            foreach (var graph in Directory.EnumerateFiles(scratch.Path)) File.Delete(graph);
            seen.Add((Measure(Without), Measure(With), Measure(With)));
        }
        var (without, first) = (new Spread(seen.Select(s => s.Without)), new Spread(seen.Select(s => s.First)));
        var second = new Spread(seen.Select(s => s.Second));
        Line.PrintRow(new Line(
            $"loading {model.Name}, ms: without a cache; first start; second start",
            $"{without.ToText("F0")}; {first.ToText("F0")}; {second.ToText("F0")}"));

        InferenceSession Without() => cache.Open(model.WeightsPath, model.Digest, options with { CacheGraph = false });
        InferenceSession With() => cache.Open(model.WeightsPath, model.Digest, options);
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
        var (first, second) = (new List<double>(), new List<double>());
        for (var i = 0; i < rounds; i++)
        {
            using var scratch = new Scratch(null);
            first.Add(await FirstRecordAsync(program, scratch.Path));
            second.Add(await FirstRecordAsync(program, scratch.Path));
        }
        Line.PrintRow(new Line(
            "shoreline vision, from its start to the first record, empty cache: ms", new Spread(first).ToText("F0"), "<= 1,500"));
        Line.PrintRow(new Line("the same, second start: ms", new Spread(second).ToText("F0"), "<= 1,500"));
    }

    private static async Task<double> FirstRecordAsync(string program, string cache)
    {
        string[] arguments = ["vision", FaceMedia.PathOf("interview-720p.mp4"), "--max-frames", "1", "--json", "-"];
        var start = new ProcessStartInfo(program, arguments)
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
        if (record?.Contains("\"face\"", StringComparison.Ordinal) != true)
        {
            throw new InvalidOperationException($"{program} found no face: {record}{await errors}");
        }
        return wall;
    }
}

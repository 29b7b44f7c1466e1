using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Testing;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Benchmarks.Vision;

/// <summary>
/// <c>vision-soak [FRAMES [LANES]]</c>: memory and managed allocation over many frames, from the decoder's end to records.
/// </summary>
/// <remarks>
/// The frames are GStreamer's test picture, and the network is yunet-n-dynamic on a small input, so that many frames pass in little time.
/// </remarks>
internal static class VisionSoak
{
    private const int Reports = 10;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var frames = int.Parse(arguments.ElementAtOrDefault(0) ?? "100000", CultureInfo.InvariantCulture);
        var lanes = int.Parse(arguments.ElementAtOrDefault(1) ?? "2", CultureInfo.InvariantCulture);
        using var scratch = new Scratch(null);
        using var detectors = DetectorLanes.Open(SmallModel(scratch.Path), new InferenceOptions { Threads = 1 }, lanes);
        Console.WriteLine(Machine.Describe(Path.GetTempPath()));
        Console.WriteLine($"{frames} frames of 320x240, {lanes} lanes");
        Console.WriteLine("| frames | resident memory, MB | managed heap, MB | managed bytes a frame since the line above |");
        Console.WriteLine("| ---: | ---: | ---: | ---: |");
        var reporter = new Reporter(Math.Max(1, frames / Reports));
        using var pipeline = new VisionPipeline(
            detectors, [reporter, new NdjsonSink(Stream.Null)],
            new VisionPipelineOptions { Device = new DeviceName("bench"), MaxFrames = frames });
        await using var capture = VisionClips.OpenSource("soak", "test://?width=320&height=240&fps=30&pattern=ball", CapturePace.Offline);
        var start = Stopwatch.GetTimestamp();
        await pipeline.RunAsync(capture, CancellationToken.None);
        Console.WriteLine($"{frames / Stopwatch.GetElapsedTime(start).TotalSeconds:F0} frames/s");
        return 0;
    }

    private static Model SmallModel(string folder)
    {
        _ = TestAssets.Model("models.json");
        var path = Path.Combine(Assets.FindHome()!, "models", "yunet-n-dynamic", ModelManifest.FileName);
        var manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        manifest["input"]!["longSide"] = 64;
        File.WriteAllText(Path.Combine(folder, ModelManifest.FileName), manifest.ToJsonString());
        return ModelCatalog.Load().Resolve(folder);
    }

    private sealed class Reporter(int every) : IVisionSink
    {
        private long _seen;
        private long _allocated;
        private long _at;

        public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
        {
            _seen++;
            if (_seen != 100 && _seen % every != 0) return ValueTask.CompletedTask;
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var perFrame = _at == 0 ? "" : $"{(allocated - _allocated) / (double)(_seen - _at):F3}";
            Console.WriteLine($"| {_seen} | {ResidentBytes() / 1e6:F1} | {GC.GetTotalMemory(false) / 1e6:F1} | {perFrame} |");
            (_at, _allocated) = (_seen, GC.GetTotalAllocatedBytes(precise: true)); // the line itself does not count
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static long ResidentBytes() =>
            long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}

using System.Globalization;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Testing;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Benchmarks.Vision;

/// <summary>
/// <c>vision-cameras [SECONDS [CAMERAS [newest|all [MODEL]]]]</c>: cameras of 720p side by side, five frames a second of each looked at for
/// persons, their poses and their faces: how late records are, and where each frame went.
/// </summary>
/// <remarks>
/// Each camera is a clip that plays in real time, again and again: it is demuxed, decoded whole and stamped as a camera's stream is.
/// </remarks>
internal static class VisionCameras
{
    private const string Clip = "interview-720p.mp4";
    private const double WantedPerSecond = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var seconds = double.Parse(arguments.ElementAtOrDefault(0) ?? "60", CultureInfo.InvariantCulture);
        var count = int.Parse(arguments.ElementAtOrDefault(1) ?? "4", CultureInfo.InvariantCulture);
        var delivery = Enum.Parse<FrameDelivery>(arguments.ElementAtOrDefault(2) ?? "newest", ignoreCase: true);
        var chain = arguments.ElementAtOrDefault(3) ?? "yolox-nano+movenet-lightning+person:yunet-n-320";
        var every = (int)Math.Round(await FramesPerSecondAsync() / WantedPerSecond);
        _ = TestAssets.Model("models.json");
        var model = ModelCatalog.Load().Resolve(chain);
        Console.WriteLine(Machine.Describe(Path.GetTempPath()));
        Console.WriteLine(
            $"{count} cameras playing {Clip}, one frame in {every} looked at by {chain}, {delivery}, " +
            $"for {seconds} s after {WarmUp.TotalSeconds} s");
        using var stop = new CancellationTokenSource(WarmUp + TimeSpan.FromSeconds(seconds));
        var before = Environment.CpuUsage.TotalTime;
        var running = Enumerable.Range(1, count)
            .Select(i => Task.Run(() => CameraAsync($"camera-{i}", model, every, delivery, stop.Token)));
        var cameras = await Task.WhenAll(running);
        var cores = (Environment.CpuUsage.TotalTime - before).TotalSeconds / (WarmUp.TotalSeconds + seconds);
        Print(cameras, cores);
        return 0;
    }

    private static async Task<double> FramesPerSecondAsync()
    {
        await using var capture = VisionClips.Open(Clip);
        long frames = 0, lastNs = 0;
        for (; frames < 50 && await capture.ReadFrameAsync() is { } lease; frames++)
        {
            lastNs = lease.Frame.PtsNs;
            lease.Dispose();
        }
        return (frames - 1) * 1e9 / lastNs;
    }

    private static async Task<Account> CameraAsync(string name, Model model, int every, FrameDelivery delivery, CancellationToken stopping)
    {
        using var detectors = DetectorLanes.Open(model, new InferenceOptions { Threads = 1 }, 1);
        var latency = new LatencySink();
        using var pipeline = new VisionPipeline(detectors, [latency], new VisionPipelineOptions { Device = new DeviceName("bench") });
        await using var capture = VisionClips.OpenSource(
            name, $"file://{FaceMedia.PathOf(Clip)}?loop=true", CapturePace.Live, delivery, every);
        try
        {
            await pipeline.RunAsync(capture, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The time is over.
        }
        await capture.DisposeAsync(); // what is counted from here on nobody could take
        return new Account(capture.Counters, pipeline.Counters, latency.Milliseconds);
    }

    private static void Print(Account[] cameras, double cores)
    {
        var latencies = cameras.SelectMany(camera => camera.Latencies).Order().ToArray();
        if (latencies.Length == 0) throw new InvalidOperationException("No frame was analysed.");
        double At(double share) => latencies[Math.Min(latencies.Length - 1, (int)(share * latencies.Length))];
        Line.PrintHead();
        Line.PrintRow(new Line("frames captured", Sum(cameras, camera => camera.Capture.Captured)));
        Line.PrintRow(new Line("analysed", Sum(cameras, camera => camera.Pipeline.Analysed)));
        Line.PrintRow(new Line("not wanted (every)", Sum(cameras, camera => camera.Capture.NotWanted)));
        Line.PrintRow(new Line("dropped as late", Sum(cameras, camera => camera.Capture.DroppedLate)));
        Line.PrintRow(new Line("dropped for overload", Sum(cameras, camera => camera.Capture.DroppedOverload)));
        Line.PrintRow(new Line("dropped as broken", Sum(cameras, camera => camera.Capture.DroppedBroken)));
        Line.PrintRow(new Line("under way at the end", Sum(cameras, camera => camera.UnderWay), "<= 12 a camera"));
        var objects = cameras.Sum(camera => camera.Pipeline.Detections) / (double)cameras.Sum(camera => camera.Pipeline.Analysed);
        Line.PrintRow(new Line("objects a frame", $"{objects:F2}"));
        Line.PrintRow(new Line(
            "from capture to record, ms: median; 99th of 100; most", $"{At(0.5):F0}; {At(0.99):F0}; {latencies[^1]:F0}"));
        Line.PrintRow(new Line("processor, cores", $"{cores:F2}"));
    }

    private static string Sum(Account[] cameras, Func<Account, long> count) =>
        $"{cameras.Sum(count)} ({string.Join(", ", cameras.Select(count))})";

    private sealed record Account(CaptureCounters Capture, VisionCounters Pipeline, IReadOnlyList<double> Latencies)
    {
        /// <summary>Captured, and neither analysed nor counted as left out: in the mailbox, or in a lane, when the time was over.</summary>
        public long UnderWay =>
            Capture.Captured - Pipeline.Analysed - Capture.NotWanted
            - Capture.DroppedLate - Capture.DroppedOverload - Capture.DroppedBroken;
    }

    private sealed class LatencySink : IVisionSink
    {
        private readonly long _countFrom = Now() + (long)WarmUp.TotalNanoseconds;

        public List<double> Milliseconds { get; } = new(100_000);

        public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
        {
            var now = Now();
            if (now >= _countFrom) Milliseconds.Add((now - frame.Frame.CapturedAtNs) / 1e6);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static long Now() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
    }
}

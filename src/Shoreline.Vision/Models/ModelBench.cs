using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Models;

/// <summary><c>shoreline model bench</c>: how long a model takes on this machine, stage by stage, without the decoder.</summary>
/// <remarks>A few frames of a clip are decoded and kept; the model looks at them over and over.</remarks>
public static class ModelBench
{
    /// <summary>A drawn scene with people, for where no clip is at hand.</summary>
    public const string DefaultClip = "scene://entrance?seed=1";

    private const int MostFrames = 24;
    private const int OneFrameIn = 8; // so that the frames kept differ
    private const int LeastLooks = 20;

    /// <summary>Measures a model at one thread and, where the machine has more cores, at one for each core.</summary>
    /// <param name="clip">A source as <c>shoreline vision</c> takes it.</param>
    /// <param name="each">Time for each number of threads.</param>
    /// <exception cref="InvalidInputException">The clip is not there, or the weights are not what the manifest says.</exception>
    public static async Task<ModelBenchResult> RunAsync(Model model, string clip, TimeSpan each, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var frames = await ReadAsync(clip, cancellationToken);
        try
        {
            var first = frames[0].Frame;
            var before = ResidentBytes();
            var loadFirst = LoadTime(model, first);
            var loadSecond = LoadTime(model, first);
            int[] threads = Environment.ProcessorCount > 1 ? [1, Environment.ProcessorCount] : [1];
            var runs = threads.Select(count => Measure(model, count, frames, each, cancellationToken)).ToArray();
            return new ModelBenchResult(
                model.Name, clip, first.Width, first.Height, frames.Count, loadFirst, loadSecond,
                Math.Max(0, runs.Max(run => run.Resident) - before),
                [.. runs.Select(run => run.Result)]);
        }
        finally
        {
            foreach (var frame in frames) frame.Dispose();
        }
    }

    private static async Task<List<FrameCopy>> ReadAsync(string clip, CancellationToken cancellationToken)
    {
        var source = VisionSource.Parse(clip);
        var frames = new List<FrameCopy>();
        foreach (var address in source.Addresses)
        {
            var options = new CaptureOptions
            {
                Camera = source.Camera,
                Source = address,
                Pace = CapturePace.Offline,
                StallTimeout = TimeSpan.FromMinutes(1),
                Reconnect = false,
            };
            await using var capture = Capture.Open(options, NullLogger.Instance);
            while (frames.Count < MostFrames && await capture.ReadFrameAsync(cancellationToken) is { } lease)
            {
                using var returned = lease;
                if (lease.Frame.Index % OneFrameIn != 0) continue;
                var copy = new FrameCopy();
                copy.Set(lease.Frame);
                frames.Add(copy);
            }
        }
        return frames.Count > 0 ? frames : throw new InvalidInputException($"{clip} holds no frame: give a clip or a camera that does.");
    }

    /// <summary>From the file to the first frame looked at.</summary>
    private static TimeSpan LoadTime(Model model, in Frame frame)
    {
        var start = Stopwatch.GetTimestamp();
        using var detector = model.Open();
        detector.Detect(frame, new DetectionList());
        return Stopwatch.GetElapsedTime(start);
    }

    private static (ModelBenchRun Result, long Resident) Measure(
        Model model, int threads, List<FrameCopy> frames, TimeSpan each, CancellationToken cancellationToken)
    {
        using var detector = model.Open(new InferenceOptions { Threads = threads });
        var found = new DetectionList();
        // each once: pictures of several sizes and chains grow with what they see
        foreach (var frame in frames) detector.Detect(frame.Frame, found);
        var times = new List<StageTimes>();
        var start = Stopwatch.GetTimestamp();
        while (times.Count < LeastLooks || Stopwatch.GetElapsedTime(start) < each)
        {
            cancellationToken.ThrowIfCancellationRequested();
            detector.Detect(frames[times.Count % frames.Count].Frame, found);
            times.Add(detector.LastTimes);
        }
        var elapsed = Stopwatch.GetElapsedTime(start);
        var result = new ModelBenchRun(
            threads, times.Count, times.Count / elapsed.TotalSeconds,
            Percentiles(times, each => each.Prepare), Percentiles(times, each => each.Infer), Percentiles(times, each => each.Decode),
            Percentiles(times, each => each.Prepare + each.Infer + each.Decode));
        return (result, ResidentBytes());
    }

    private static TimePercentiles Percentiles(List<StageTimes> times, Func<StageTimes, TimeSpan> stage)
    {
        double[] sorted = [.. times.Select(each => stage(each).TotalMilliseconds).Order()];
        return new TimePercentiles(sorted[sorted.Length / 2], sorted[Math.Min(sorted.Length - 1, sorted.Length * 99 / 100)]);
    }

    private static long ResidentBytes()
    {
        GC.Collect(); // what the runtime has not yet given back is not the model's
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}

/// <summary>What a model takes on this machine.</summary>
/// <param name="Frames">Different frames that it looked at.</param>
/// <param name="LoadFirst">From the file to the first frame looked at, the first time in this process; <paramref name="LoadSecond"/> the
/// second time.</param>
/// <param name="MemoryBytes">By how much the process grew.</param>
public sealed record ModelBenchResult(
    string Model, string Clip, int Width, int Height, int Frames, TimeSpan LoadFirst, TimeSpan LoadSecond, long MemoryBytes,
    IReadOnlyList<ModelBenchRun> Runs);

/// <summary>One number of threads. Times are for one frame, of a chain over all its models.</summary>
/// <param name="Looks">Frames looked at.</param>
/// <param name="FramesPerSecond">Of the model alone: nothing is decoded or written beside it.</param>
public sealed record ModelBenchRun(
    int Threads, int Looks, double FramesPerSecond, TimePercentiles Prepare, TimePercentiles Infer, TimePercentiles Decode,
    TimePercentiles Total);

/// <summary>Milliseconds within which half, and 99 of 100, are done.</summary>
public readonly record struct TimePercentiles(double P50, double P99);

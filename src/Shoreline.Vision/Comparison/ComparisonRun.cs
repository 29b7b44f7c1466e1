using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Comparison;

/// <summary>
/// <c>shoreline model compare A B CLIP</c>: two models, or chains, on the same frames, and what becomes of each object from the one to the
/// other.
/// </summary>
public sealed class ComparisonRun(ComparisonRunOptions options, ModelCatalog catalog, ILogger? logger = null)
{
    private const double PictureFps = 1, ClipFps = 30;
    private const long PictureNs = 1_000_000_000; // in a video made of pictures, each stays for a second

    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    /// <summary>Runs. Output files appear when they are complete; where the run fails, none does.</summary>
    /// <param name="progress">Told of the frames compared so far, after each.</param>
    /// <param name="download">Told while weights are fetched.</param>
    /// <exception cref="InvalidInputException">The options name something that is not there or not right.</exception>
    /// <exception cref="MissingDependencyException">A library or the weights of a model are missing.</exception>
    /// <exception cref="SourceException">The source failed.</exception>
    public async Task<ComparisonSummary> RunAsync(
        IProgress<long>? progress, IProgress<DownloadProgress>? download, CancellationToken cancellationToken)
    {
        CheckOptions();
        var source = VisionSource.Parse(options.Source);
        var first = await ResolveAsync(options.Before, options.BeforeScore, download, cancellationToken);
        var other = await ResolveAsync(options.After, options.AfterScore, download, cancellationToken);
        using var pair = new DetectorPair(first, other, options.Comparison);
        await using var differences = OpenDifferences(pair);
        var fps = source.ArePictures ? PictureFps : ClipFps;
        await using var video = options.AnnotatedPath is { } path ? new ComparisonVideo(path, fps) : null;
        var interrupted = false;
        try
        {
            await CompareAllAsync(source, pair, differences, video, progress, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            interrupted = true; // told to stop is no failure: what there is so far is complete
        }
        if (differences is not null) await differences.CompleteAsync();
        if (video is not null) await video.CompleteAsync();
        return new ComparisonSummary(first, other, pair.Tally, pair.BeforeTimes, pair.AfterTimes, interrupted);
    }

    private async Task CompareAllAsync(
        VisionSource source, DetectorPair pair, DifferenceFile? differences, ComparisonVideo? video, IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        long before = 0;
        foreach (var address in source.Addresses)
        {
            await using var capture = Capture.Open(CaptureOptions(source, address), _logger);
            while (pair.Tally.Frames < (options.MaxFrames ?? long.MaxValue) && await capture.ReadFrameAsync(cancellationToken) is { } lease)
            {
                using (lease)
                {
                    var frame = lease.Frame with
                    {
                        Index = lease.Frame.Index + before,
                        PtsNs = lease.Frame.PtsNs + (source.ArePictures ? before * PictureNs : 0),
                    };
                    if (frame.Index % options.Every != 0) continue;
                    pair.Look(frame);
                    if (differences is not null) await differences.WriteAsync(frame, cancellationToken);
                    video?.Write(frame, pair);
                }
                progress?.Report(pair.Tally.Frames);
            }
            before += capture.Counters.Captured;
        }
    }

    private async Task<Model> ResolveAsync(
        string name, float? score, IProgress<DownloadProgress>? download, CancellationToken cancellationToken)
    {
        var model = await catalog.ResolveAsync(name, download, cancellationToken);
        return score is { } least ? model.WithScore(least) : model;
    }

    private DifferenceFile? OpenDifferences(DetectorPair pair) => options.JsonPath switch
    {
        null => null,
        "-" => new DifferenceFile(new NdjsonFile(options.Output ?? Console.OpenStandardOutput()), pair),
        var path => new DifferenceFile(new NdjsonFile(path), pair),
    };

    private void CheckOptions()
    {
        List<string> faults = [];
        if (options.Every < 1) faults.Add($"--every is {options.Every}: give 1 or more.");
        if (options.MaxFrames < 1) faults.Add($"--max-frames is {options.MaxFrames}: give 1 or more.");
        if (options.BeforeScore is { } before and not (>= 0 and <= 1)) faults.Add($"--score-a is {before}: give 0 to 1.");
        if (options.AfterScore is { } after and not (>= 0 and <= 1)) faults.Add($"--score-b is {after}: give 0 to 1.");
        if (options.AnnotatedPath is { } path && !path.EndsWith(".mp4", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add($"--out is {path}: give a name that ends in .mp4.");
        }
        if (faults.Count > 0) throw new InvalidInputException(string.Join('\n', faults));
        options.Comparison.Check();
        if (options.AnnotatedPath is { } annotated) OutputFiles.CheckFolder(annotated);
        if (options.JsonPath is { } json and not "-") OutputFiles.CheckFolder(json);
    }

    private static CaptureOptions CaptureOptions(VisionSource source, string address) => new()
    {
        Camera = source.Camera,
        Source = address,
        Pace = source.Pace,
        // A file does not stall; two models that take long over a frame on a busy machine must not look as if it did.
        StallTimeout = source.Pace == CapturePace.Offline ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(10),
        Reconnect = false,
    };
}

/// <summary>What a comparison came to.</summary>
/// <param name="BeforeTimes">Time that the first model took over all frames.</param>
/// <param name="Interrupted">Whether it was told to stop before the source ended; what was compared until then is complete.</param>
public sealed record ComparisonSummary(
    Model Before, Model After, ComparisonTally Tally, StageTimes BeforeTimes, StageTimes AfterTimes, bool Interrupted);

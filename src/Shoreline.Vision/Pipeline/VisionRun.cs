using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Vision.Comparison;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Latest;
using Shoreline.Vision.Models;
using Shoreline.Vision.Motion;
using Shoreline.Vision.Overlay;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Sampling;
using Shoreline.Vision.Sampling.Pictures;

namespace Shoreline.Vision.Pipeline;

/// <summary><c>shoreline vision SOURCE</c>: a source analysed from its beginning to its end, on its own, without edge or cloud.</summary>
public sealed class VisionRun(VisionRunOptions options, ModelCatalog catalog, ILogger? logger = null, TimeProvider? time = null)
{
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromMilliseconds(250);
    private const long PictureNs = 1_000_000_000; // in a video made of pictures, each stays for a second

    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private volatile Func<VisionProgress>? _look;
    private volatile Func<bool, VisionSummary>? _sum;

    /// <summary>How far it is; null before it has begun. May be read from any thread.</summary>
    public VisionProgress? Progress => _look?.Invoke();

    /// <summary>What it had done when it failed; null where it had not begun. Read it when the run is over.</summary>
    internal VisionSummary? Remains => _sum?.Invoke(false);

    /// <summary>Runs. Output files appear when they are complete; where the run fails, none does.</summary>
    /// <param name="progress">Told a few times a second.</param>
    /// <param name="download">Told while weights are fetched.</param>
    /// <param name="cancellationToken">Ends the run early: what has been analysed is written, and the summary says so.</param>
    /// <exception cref="InvalidInputException">The options name something that is not there or not right.</exception>
    /// <exception cref="MissingDependencyException">A library or the weights of the model are missing.</exception>
    /// <exception cref="SourceException">The source failed.</exception>
    public async Task<VisionSummary> RunAsync(
        IProgress<VisionProgress>? progress, IProgress<DownloadProgress>? download, CancellationToken cancellationToken)
    {
        options.Check();
        var source = VisionSource.Parse(options.Source);
        var choice = await catalog.ChooseAsync(options.Model, download, cancellationToken);
        await using var records = await RecordFiles.OpenAsync(options);
        var shadow = options.Shadow is { } looksOn ? await catalog.ResolveAsync(looksOn, download, cancellationToken) : null;
        var summary = await RunAsync(source, choice, shadow, records, progress, cancellationToken);
        await records.CompleteAsync();
        return summary;
    }

    /// <summary>Runs with what several runs share. Its own outputs are complete when it returns; the records are the caller's.</summary>
    internal async Task<VisionSummary> RunAsync(
        VisionSource source, ModelChoice choice, Model? looksOn, RecordFiles records, IProgress<VisionProgress>? progress, CancellationToken cancellationToken)
    {
        var inference = options.Inference with { Weak = TrackingOf(source) != TrackingMode.None };
        var media = Task.Run(Capture.Prepare, CancellationToken.None); // beside the loading of the model
        using var detectors = DetectorLanes.Open(choice.Model, inference, LanesFor(source));
        await media;
        await using var sinks = new SinkList();
        var tally = new TallySink();
        sinks.Add(tally);
        if (records.Detections is { } json) sinks.Add(new NdjsonSink(json));
        var stages = OpenStages(source, choice.Model);
        using var pictures = OpenPictures();
        var sampler = OpenSampler(choice.Model);
        if (sampler is not null) sinks.Add(sampler);
        if (records.Events is { } events) sinks.Add(new NdjsonEventSink(events));
        if (options.OnEvent is { } onEvent) sinks.Add(new EventCallbackSink(onEvent));
        var shadow = looksOn is null ? null : new ShadowModel(looksOn, new ShadowOptions { Device = Device, OnDifferent = sampler is null ? null : sampler.Differ });
        if (shadow is not null) sinks.Add(shadow);
        if (options.AnnotatedPath is { } annotated) sinks.Add(OpenAnnotated(annotated, source, stages));
        var latest = options.LatestPath is { } picture ? new LatestPictureSink(options.Latest, picture, stages.Rules, _time) : null;
        if (latest is not null) sinks.Add(latest);
        using var pipeline = new VisionPipeline(detectors, sinks.Items, PipelineOptions(source, stages, pictures));

        var started = _time.GetTimestamp();
        var place = new CapturePlace(source);
        _look = () => new VisionProgress(choice, pipeline.Counters, _time.GetElapsedTime(started)) { Share = place.ShareAt(tally.LastPtsNs) };
        _sum = interrupted => new VisionSummary(choice, place.Captured, place.Drops.All, pipeline.Counters, _time.GetElapsedTime(started), interrupted)
        {
            Drops = place.Drops,
            Losses = detectors.Losses,
            Labels = tally.Labels,
            Events = tally.Events,
            PicturesRefused = latest?.Failed ?? 0,
            Samples = sampler?.Counters,
            Shadow = shadow is null ? null : new ShadowSummary(shadow.ModelName, shadow.Counters, shadow.Totals, shadow.Failure),
            Pictures = pictures is null ? null : (pictures.Kept, pictures.Withheld),
        };
        using var reporting = Report(progress);
        var interrupted = await CaptureAllAsync(source, pipeline, place, cancellationToken);
        await pipeline.FinishAsync(CancellationToken.None);
        await sinks.CompleteAsync();
        return _sum(interrupted);
    }

    /// <returns>Whether it was told to stop.</returns>
    private async Task<bool> CaptureAllAsync(VisionSource source, VisionPipeline pipeline, CapturePlace place, CancellationToken cancellationToken)
    {
        foreach (var address in source.Addresses)
        {
            await using var capture = Capture.Open(CaptureOptions(source, address), _logger, _time);
            place.Begin(capture);
            var interrupted = false;
            try
            {
                await pipeline.RunAsync(
                    capture, cancellationToken, firstIndex: place.Captured, startNs: source.ArePictures ? place.Captured * PictureNs : 0);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                interrupted = true; // told to stop is no failure: what there is so far is complete
            }
            finally
            {
                place.End(capture.Counters);
            }
            if (interrupted) return true;
            if (pipeline.Counters.Analysed >= options.MaxFrames) break;
        }
        return false;
    }

    private AnnotatedVideoSink OpenAnnotated(string path, VisionSource source, CameraStages stages) =>
        new(path, stages.Rules) { FramesPerSecond = source.ArePictures ? 1 : null, Every = options.Every };

    private EventPictures? OpenPictures() =>
        options.PicturesPath is { } path ? new EventPictures(Device, EventPictureMode.All, new PictureFolder(path)) : null;

    private FrameSampler? OpenSampler(Model model) => options.SamplesPath is { } path
        ? new FrameSampler(options.Sampling, new FrameSamplerContext { Device = Device, KeypointNames = model.KeypointNames }, new PictureFolder(path))
        : null;

    /// <summary>The rules at work at this source's camera; null where none are wanted.</summary>
    internal CameraStages OpenStages(VisionSource source, Model model) =>
        CameraStages.Open(Device, options.Camera ?? source.Camera, model, options.RulesPath, TrackingOf(source), options.OnWarning);

    private TrackingMode TrackingOf(VisionSource source) =>
        source.ArePictures ? TrackingMode.None
        : options.Track ? TrackingMode.Told
        : options.RulesPath is not null ? TrackingMode.Silent
        : TrackingMode.None;

    private DeviceName Device => options.Device ?? new DeviceName(NameText.Fit(Environment.MachineName, 128, "device"));

    /// <summary>
    /// A clip is done soonest with a lane on each core; of a camera the newest frame is wanted, as soon as all cores together give it.
    /// </summary>
    private int LanesFor(VisionSource source) => options.Lanes
        ?? (source is { Pace: CapturePace.Offline, ArePictures: false } ? Math.Min(Environment.ProcessorCount, DetectorLanes.Most) : 1);

    private VisionPipelineOptions PipelineOptions(VisionSource source, CameraStages stages, EventPictures? pictures) => new()
    {
        Device = Device,
        Gate = HoldsBack(source) ? new MotionGate(new MotionOptions()) : null,
        Stages = pictures is null ? stages.All : [.. stages.All, pictures],
        Every = options.Every,
        MaxFrames = options.MaxFrames ?? long.MaxValue,
    };

    private bool HoldsBack(VisionSource source) => options.Motion switch
    {
        MotionMode.On => true,
        MotionMode.Off => false,
        _ => source.Pace == CapturePace.Live && options is { AnnotatedPath: null, LatestPath: null },
    };

    private CaptureOptions CaptureOptions(VisionSource source, string address) => new()
    {
        Camera = options.Camera ?? source.Camera,
        Source = address,
        User = options.User,
        Password = options.Password,
        Transport = options.Transport,
        Pace = source.Pace,
        Delivery = options.Delivery,
        // A file does not stall; a detector that takes long over a frame on a busy machine must not look as if it did.
        StallTimeout = source.Pace == CapturePace.Offline ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(10),
        Reconnect = false, // somebody waits for this run, and wants to be told
    };

    private ITimer? Report(IProgress<VisionProgress>? progress)
    {
        if (progress is null) return null;
        void Tell(object? _) => progress.Report(_look!());
        Tell(null);
        return _time.CreateTimer(Tell, null, ProgressPeriod, ProgressPeriod);
    }
}

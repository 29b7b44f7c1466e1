using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;
using Shoreline.Vision.Motion;
using Shoreline.Vision.Overlay;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Pipeline;

/// <summary><c>shoreline vision SOURCE</c>: a source analysed from its beginning to its end, on its own, without edge or cloud.</summary>
public sealed class VisionRun(VisionRunOptions options, ModelCatalog catalog, ILogger? logger = null, TimeProvider? time = null)
{
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromMilliseconds(250);
    private const long PictureNs = 1_000_000_000; // in a video made of pictures, each stays for a second

    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private readonly TimeProvider _time = time ?? TimeProvider.System;

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
        CheckOptions();
        var source = VisionSource.Parse(options.Source);
        var choice = await catalog.ChooseAsync(options.Model, download, cancellationToken);
        var inference = options.Inference with { Weak = TrackingOf(source) != TrackingMode.None };
        using var detectors = DetectorLanes.Open(choice.Model, inference, LanesFor(source));
        await using var sinks = new SinkList();
        if (options.JsonPath is { } json) sinks.Add(OpenJson(json));
        var stages = OpenStages(source, choice.Model);
        if (options.EventsPath is { } events) sinks.Add(OpenEvents(events));
        if (options.OnEvent is { } onEvent) sinks.Add(new EventCallbackSink(onEvent));
        if (options.AnnotatedPath is { } annotated) sinks.Add(new AnnotatedVideoSink(annotated, source.ArePictures ? 1 : 30, stages.Rules));
        using var pipeline = new VisionPipeline(detectors, sinks.Items, PipelineOptions(source, stages));

        var started = _time.GetTimestamp();
        using var reporting = Report(pipeline, choice, progress, started);
        var (captured, dropped, interrupted) = await CaptureAllAsync(source, pipeline, cancellationToken);
        await pipeline.FinishAsync(CancellationToken.None);
        await sinks.CompleteAsync();
        return new VisionSummary(choice, captured, dropped, pipeline.Counters, _time.GetElapsedTime(started), interrupted)
        {
            Losses = detectors.Losses,
        };
    }

    private async Task<(long Captured, long Dropped, bool Interrupted)> CaptureAllAsync(
        VisionSource source, VisionPipeline pipeline, CancellationToken cancellationToken)
    {
        long captured = 0, dropped = 0;
        foreach (var address in source.Addresses)
        {
            await using var capture = Capture.Open(CaptureOptions(source, address), _logger, _time);
            var interrupted = false;
            try
            {
                await pipeline.RunAsync(
                    capture, cancellationToken, firstIndex: captured, startNs: source.ArePictures ? captured * PictureNs : 0);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                interrupted = true; // told to stop is no failure: what there is so far is complete
            }
            var counters = capture.Counters;
            captured += counters.Captured;
            dropped += counters.DroppedLate + counters.DroppedOverload + counters.DroppedBroken;
            if (interrupted) return (captured, dropped, true);
            if (pipeline.Counters.Analysed >= options.MaxFrames) break;
        }
        return (captured, dropped, false);
    }

    private void CheckOptions()
    {
        List<string> faults = [];
        if (options.Every < 1) faults.Add($"--every is {options.Every}: give 1 or more.");
        if (options.Lanes is < 1 or > DetectorLanes.Most) faults.Add($"--lanes is {options.Lanes}: give 1 to {DetectorLanes.Most}.");
        if (options.MaxFrames < 1) faults.Add($"--max-frames is {options.MaxFrames}: give 1 or more.");
        if (options.AnnotatedPath is { } path && !path.EndsWith(".mp4", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add($"--out is {path}: give a name that ends in .mp4.");
        }
        if (options is { Motion: MotionMode.On, AnnotatedPath: not null }) faults.Add("--motion on and --out are both given: a video wants every frame. Leave one of them out.");
        if (options is { EventsPath: not null, RulesPath: null, Track: false })
        {
            faults.Add("--events is given without --rules and --track: events are made by rules and by tracks.");
        }
        if (options is { EventsPath: "-", JsonPath: "-" }) faults.Add("--events and --json are both -: give one of them the name of a file.");
        if (faults.Count > 0) throw new InvalidInputException(string.Join('\n', faults));
        if (options.AnnotatedPath is { } annotated) OutputFiles.CheckFolder(annotated);
        if (options.JsonPath is { } json and not "-") OutputFiles.CheckFolder(json);
        if (options.EventsPath is { } events and not "-") OutputFiles.CheckFolder(events);
    }

    private NdjsonSink OpenJson(string path) =>
        path == "-" ? new NdjsonSink(options.Output ?? Console.OpenStandardOutput()) : new NdjsonSink(path);

    private NdjsonEventSink OpenEvents(string path) =>
        path == "-" ? new NdjsonEventSink(options.Output ?? Console.OpenStandardOutput()) : new NdjsonEventSink(path);

    /// <summary>The rules at work at this source's camera; null where none are wanted.</summary>
    private CameraStages OpenStages(VisionSource source, Model model) =>
        CameraStages.Open(Device, options.Camera ?? source.Camera, model, options.RulesPath, TrackingOf(source), options.OnWarning);

    private TrackingMode TrackingOf(VisionSource source) =>
        source.ArePictures ? TrackingMode.None
        : options.Track ? TrackingMode.Told
        : options.RulesPath is not null ? TrackingMode.Silent
        : TrackingMode.None;

    private DeviceName Device => options.Device ?? new DeviceName(NameText.Fit(Environment.MachineName, 128, "device"));

    /// <summary>A clip is done soonest with a lane on each core; of a camera the newest frame is wanted, as soon as all cores together give it.</summary>
    private int LanesFor(VisionSource source) => options.Lanes
        ?? (source is { Pace: CapturePace.Offline, ArePictures: false } ? Math.Min(Environment.ProcessorCount, DetectorLanes.Most) : 1);

    private VisionPipelineOptions PipelineOptions(VisionSource source, CameraStages stages) => new()
    {
        Device = Device,
        Gate = HoldsBack(source) ? new MotionGate(new MotionOptions()) : null,
        Stages = stages.All,
        Every = options.Every,
        MaxFrames = options.MaxFrames ?? long.MaxValue,
    };

    private bool HoldsBack(VisionSource source) => options.Motion switch
    {
        MotionMode.On => true,
        MotionMode.Off => false,
        _ => source.Pace == CapturePace.Live && options.AnnotatedPath is null,
    };

    private CaptureOptions CaptureOptions(VisionSource source, string address) => new()
    {
        Camera = options.Camera ?? source.Camera,
        Source = address,
        User = options.User,
        Password = options.Password,
        Transport = options.Transport,
        Pace = source.Pace,
        // A file does not stall; a detector that takes long over a frame on a busy machine must not look as if it did.
        StallTimeout = source.Pace == CapturePace.Offline ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(10),
        Reconnect = false, // somebody waits for this run, and wants to be told
    };

    private ITimer? Report(VisionPipeline pipeline, ModelChoice choice, IProgress<VisionProgress>? progress, long started)
    {
        if (progress is null) return null;
        void Tell(object? _) => progress.Report(new VisionProgress(choice, pipeline.Counters, _time.GetElapsedTime(started)));
        Tell(null);
        return _time.CreateTimer(Tell, null, ProgressPeriod, ProgressPeriod);
    }
}

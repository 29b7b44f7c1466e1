using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Edge.Configuration;
using Shoreline.Media;
using Shoreline.Sdk;
using Shoreline.Vision.Comparison;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;
using Shoreline.Vision.Motion;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Sampling;

namespace Shoreline.Edge.Cameras;

/// <summary>Runs one camera: captures, analyses and records it, and begins again when that fails. Another camera never notices.</summary>
internal sealed class CameraWorker(
    CameraTask camera, CameraComponentConfig config, CameraStreams streams, StreamManagerClient client, ModelCatalog models, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryAnalysis = TimeSpan.FromSeconds(1);
    private const int TellOneFailureIn = 60; // a model that fails on every frame: a line a minute

    /// <summary>The parts of one run; their counters end with them.</summary>
    private sealed record Run(
        Capture Capture, VisionPipeline Pipeline, StreamSink Sink, BurnSink? Burn, DetectorLanes Detectors, CameraPictures Pictures, ShadowModel? Shadow);

    private readonly FrameRate _rate = new(time);
    private volatile Run? _run;
    private volatile string _state = "starting";
    private volatile string? _lastError;
    private volatile string? _analysisError; // the last one, for as long as the run lasts
    private long _failures; // of the run
    private volatile string? _model = camera.Model;
    private volatile string? _modelFault;
    private volatile string? _shadowFault;
    private CameraStatus _past = new() { Name = camera.Name, State = "starting" }; // counts of earlier runs

    public string Name => camera.Name;

    /// <summary>The model that is asked for; null: the best at hand.</summary>
    public string? Model => _model;

    /// <summary>The camera at this moment.</summary>
    public CameraStatus Status => _run is { } run ? Sum(run) : _past with { State = _state, LastError = _lastError };

    /// <summary>Runs until cancelled, or until a source that has an end came to it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var backoff = new Backoff(FirstRetry, LongestRetry);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stopping).ConfigureAwait(false);
                if (!stopping.IsCancellationRequested) EdgeLog.CameraEnded(logger, camera.Name);
                _state = "ended";
                return;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // Whatever it is: a camera that ends without a word would be noticed by nobody, and the others go on without it.
                (_state, _lastError) = ("failed", e.Message);
                var delay = backoff.Next();
                EdgeLog.CameraFailed(logger, camera.Name, e.Message, delay.TotalSeconds);
                await Task.Delay(delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        _state = "stopped";
    }

    /// <summary>
    /// Goes over to another model without losing a frame: while it runs, or, where it does not just now, with its next run.
    /// </summary>
    /// <param name="model">Name or folder, or a chain; null: the best at hand.</param>
    /// <returns>Completes when the model looks; or when it will not, which the log and the status say, and the one before goes
    /// on.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before a frame came.</exception>
    public async Task SwapModelAsync(string? model, CancellationToken cancellationToken)
    {
        var before = _model;
        try
        {
            var choice = await models.ChooseAsync(model, progress: null, cancellationToken).ConfigureAwait(false);
            CameraStages.CheckRules(new CameraName(camera.Name), choice.Model, camera.Rules);
            _model = model; // first: a run that begins meanwhile has it already
            if (_run is { } run) await run.Detectors.SwapAsync(choice.Model, cancellationToken).ConfigureAwait(false);
            _modelFault = null;
            EdgeLog.ModelSwapped(logger, camera.Name, choice.Model.Name, choice.Why);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The run ended before a frame came: the next one begins with the model.
        }
        catch (Exception e) when (e is ShorelineException or IOException or UnauthorizedAccessException)
        {
            _model = before;
            _modelFault = $"The model {model ?? "that is the best at hand"} is not taken, and the one before goes on: {e.Message}";
            EdgeLog.ModelNotSwapped(logger, camera.Name, model ?? "the best at hand", e.Message);
        }
    }

    private async Task RunOnceAsync(CancellationToken stopping)
    {
        var choice = await models.ChooseAsync(_model, progress: null, stopping).ConfigureAwait(false);
        EdgeLog.ModelChosen(logger, camera.Name, choice.Model.Name, choice.Why);
        if (camera.Inference.Faults() is { Count: > 0 } faults) throw new InvalidInputException(string.Join(' ', faults));
        using var detectors = DetectorLanes.Open(choice.Model, camera.Inference with { Weak = true }, camera.Lanes); // cameras are always tracked
        var stages = OpenStages(choice.Model);
        await using var video = camera.Record ? new BufferedAppender(client, ProductStreams.Video(camera.Name), maxRecords: 256, time: time) : null;
        await using var sink = new StreamSink(camera, streams, video, config.LiveFolder, stages.Rules);
        await using var burn = Burns ? new BurnSink(sink, stages.Rules, camera.Every, time) : null;
        await using var pictures = new CameraPictures(camera, config, streams, choice.Model);
        await using var shadow = camera.Shadow is { } looksOn ? await OpenShadowAsync(looksOn, pictures.Sampler, stopping).ConfigureAwait(false) : null;
        IEnumerable<IVisionSink?> sinks = [sink, burn, pictures.Sampler, shadow];
        using var pipeline = new VisionPipeline(
            detectors, [.. sinks.OfType<IVisionSink>()],
            new VisionPipelineOptions { Device = new DeviceName(config.Device), Stages = pictures.Behind(stages.All), Gate = OpenGate() });
        await using var capture = Capture.Open(CaptureOptions(), logger, time);
        (_analysisError, _failures) = (null, 0);
        _run = new Run(capture, pipeline, sink, burn, detectors, pictures, shadow);
        try
        {
            await PumpAsync(pipeline, capture, stopping).ConfigureAwait(false);
        }
        finally
        {
            await pipeline.FinishAsync(CancellationToken.None).ConfigureAwait(false); // what goes on before the camera ends with it
            if (burn is not null) await burn.CompleteAsync(CancellationToken.None).ConfigureAwait(false); // before the stream of its fragments is closed
            if (shadow is not null) await shadow.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
            _past = Sum(_run, isOver: true);
            _run = null;
            if (video is not null)
            {
                await video.CompleteAsync(DrainWithin).ConfigureAwait(false);
                await video.DisposeAsync().ConfigureAwait(false); // what is left is given up, and counted
                new LossReport(video, ProductStreams.Video(camera.Name), logger, time).Finish();
            }
        }
    }

    private bool Burns => camera is { Record: true, Overlay: CameraOverlay.Burn };

    /// <summary>Runs the pipeline, and again where it fails on a frame: the capture goes on, and with it the recording, which needs no model.</summary>
    private async Task PumpAsync(VisionPipeline pipeline, Capture capture, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await pipeline.RunAsync(capture, stopping, fragments: camera.Record && !Burns).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (e is not (SourceException or OperationCanceledException))
            {
                _analysisError = e.Message;
                if (Interlocked.Increment(ref _failures) % TellOneFailureIn == 1) EdgeLog.AnalysisFailed(logger, camera.Name, _failures, e.Message, RetryAnalysis.TotalSeconds);
                await Task.Delay(RetryAnalysis, time, stopping).ConfigureAwait(false); // a model that fails on every frame must not take the processor from the others
            }
        }
    }

    /// <summary>The model that looks on; null where it cannot be had, which is no reason for the camera not to run.</summary>
    private async Task<ShadowModel?> OpenShadowAsync(string name, FrameSampler? sampler, CancellationToken stopping)
    {
        try
        {
            var shadow = new ShadowModel(await models.ResolveAsync(name, progress: null, stopping).ConfigureAwait(false), new ShadowOptions
            {
                Device = new DeviceName(config.Device),
                OnPeriod = record => streams.Comparisons.TryAppend(record.Encode()), // what finds no room is counted there, and told
                OnDifferent = sampler is null ? null : sampler.Differ,
                OnFailure = e => FailShadow(name, e.Message),
            });
            _shadowFault = null;
            return shadow;
        }
        catch (Exception e) when (e is ShorelineException or IOException or UnauthorizedAccessException)
        {
            FailShadow(name, e.Message);
            return null;
        }
    }

    private void FailShadow(string name, string reason)
    {
        _shadowFault = reason;
        EdgeLog.ShadowFailed(logger, camera.Name, name, reason);
    }

    private CameraStages OpenStages(Model model) => CameraStages.Open(
        new DeviceName(config.Device), new CameraName(camera.Name), model, camera.Rules, camera.Rules is null ? TrackingMode.Silent : TrackingMode.Told,
        warning => EdgeLog.RulesWarn(logger, camera.Name, warning));

    private MotionGate? OpenGate() => camera.Motion is { IsOn: true } motion ? new MotionGate(motion.ToOptions()) : null;

    private CaptureOptions CaptureOptions() => new()
    {
        Camera = new CameraName(camera.Name),
        Source = camera.Source,
        User = camera.User,
        Password = camera.Password,
        Pace = CapturePace.Live,
        Delivery = camera.Frames == FrameChoice.All ? FrameDelivery.All : FrameDelivery.Newest,
        Every = camera.Every,
        Fragments = camera.Record && !Burns,
        Transport = camera.Transport switch
        {
            CameraTransport.Tcp => RtspTransport.Tcp,
            CameraTransport.Udp => RtspTransport.Udp,
            _ => RtspTransport.Auto,
        },
    };

    /// <param name="isOver">Whether the run has ended: frames that were captured and not counted since were lost with it.</param>
    private CameraStatus Sum(Run run, bool isOver = false)
    {
        var (capture, analysed, past) = (run.Capture.Counters, run.Pipeline.Counters, _past);
        var (losses, pictures) = (run.Detectors.Losses, run.Pictures.Lost);
        return new CameraStatus
        {
            Name = camera.Name,
            State = StateName(run.Capture.State),
            Captured = past.Captured + capture.Captured,
            Analysed = past.Analysed + analysed.Analysed,
            Dropped = Causes(
                ("late", capture.DroppedLate), ("overload", capture.DroppedOverload), ("broken", capture.DroppedBroken), ("every", capture.NotWanted),
                ("still", analysed.HeldBack), ("unfinished", Unfinished(capture, analysed, isOver)),
                ("records", run.Sink.DroppedRecords), ("fragments", capture.FragmentsDropped), ("faces", run.Sink.DroppedFaces),
                ("pictures", run.Sink.DroppedPictures), ("overlay", run.Burn?.DroppedFrames ?? 0), ("eventPictures", pictures.Withheld),
                ("samples", pictures.Refused), ("refused", losses.Refused), ("notLookedAt", losses.NotLookedAt)),
            Reconnects = past.Reconnects + capture.Reconnects,
            Fps = _rate.Of(past.Analysed + analysed.Analysed),
            Model = run.Detectors[0].ModelName,
            Shadow = ShadowOf(run),
            LastError = run.Capture.LastError?.Message ?? _analysisError ?? _modelFault ?? run.Burn?.LastError,
        };
    }

    /// <summary>Of this run and those before it.</summary>
    private ShadowReport? ShadowOf(Run run)
    {
        if (camera.Shadow is not { } name) return null;
        var (now, past) = (run.Shadow?.Counters ?? default, _past.Shadow ?? new ShadowReport { Model = name });
        return new ShadowReport
        {
            Model = name,
            Compared = past.Compared + now.Compared,
            Skipped = past.Skipped + now.Skipped,
            Differing = past.Differing + now.Differing,
            Objects = new ComparisonFigures(
                past.Objects.Kept + now.Objects.Kept, past.Objects.Changed + now.Objects.Changed,
                past.Objects.Gained + now.Objects.Gained, past.Objects.Lost + now.Objects.Lost),
            Fault = _shadowFault,
        };
    }

    /// <summary>Frames on which the analysis failed; and, once nothing is under way any more, all that are counted nowhere else.</summary>
    private long Unfinished(in CaptureCounters capture, in VisionCounters analysed, bool isOver)
    {
        var failed = Interlocked.Read(ref _failures);
        if (!isOver) return failed;
        var counted = capture.DroppedLate + capture.DroppedOverload + capture.DroppedBroken + capture.NotWanted + analysed.Analysed + analysed.HeldBack;
        return Math.Max(failed, capture.Captured - counted);
    }

    /// <summary>Causes with a count, together with those of earlier runs; <c>late</c> always.</summary>
    private Dictionary<string, long> Causes(params (string Cause, long Count)[] counts)
    {
        var causes = new Dictionary<string, long>(_past.Dropped) { ["late"] = _past.Dropped.GetValueOrDefault("late") };
        foreach (var (cause, count) in counts)
        {
            if (count > 0) causes[cause] = causes.GetValueOrDefault(cause) + count;
        }
        return causes;
    }

    private static string StateName(CaptureState state) => state switch
    {
        CaptureState.Connecting => "connecting",
        CaptureState.Live => "live",
        CaptureState.Stalled => "stalled",
        CaptureState.Waiting => "waiting",
        CaptureState.Ended => "ended",
        _ => "failed",
    };
}

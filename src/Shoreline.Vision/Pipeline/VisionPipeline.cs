using System.Diagnostics;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Pipeline;

/// <summary>Takes frames from a capture, has the detector look at them, and hands both to the sinks; fragments go to the sinks as they are.</summary>
/// <remarks>
/// <para>The capture decodes on threads of its own, so decoding and inference overlap. Whether frames are dropped when the detector is late is the
/// capture's pace: live drops and counts them, offline waits.</para>
/// <para>One run at a time; captures may follow one another, as the pictures of a folder do.</para>
/// </remarks>
public sealed class VisionPipeline : IDisposable
{
    private readonly IDetector _detector;
    private readonly IReadOnlyList<IVisionSink> _sinks;
    private readonly VisionPipelineOptions _options;
    private readonly IFrameStage[] _stages;
    private readonly AnalysedFrame _analysed;
    private readonly DetectionRecordWriter _writer;
    private readonly Lock _countersLock = new();
    private VisionCounters _counters;

    /// <param name="detector">Used by this pipeline alone while it runs; the caller disposes it.</param>
    /// <param name="sinks">Called one after the other; the caller disposes them.</param>
    public VisionPipeline(IDetector detector, IReadOnlyList<IVisionSink> sinks, VisionPipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Every, 1);
        (_detector, _sinks, _options, _stages) = (detector, sinks, options, [.. options.Stages]);
        _analysed = new AnalysedFrame(detector.ModelName, detector.ModelDigest);
        _writer = new DetectionRecordWriter(options.Device, detector.ModelName, detector.ModelDigest);
    }

    /// <summary>What has been done so far; may be read from any thread.</summary>
    public VisionCounters Counters
    {
        get
        {
            lock (_countersLock) return _counters;
        }
    }

    /// <summary>Runs until the capture ends, the limit of frames is reached, or the token is cancelled.</summary>
    /// <param name="firstIndex">Added to the index of each frame, and <paramref name="startNs"/> to its time: how far captures before this one came.</param>
    /// <param name="fragments">Whether the capture makes fragments; they go to the sinks beside the frames.</param>
    /// <exception cref="SourceException">The source failed, and the capture does not reconnect.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; each sink has seen whole frames only.</exception>
    public async Task RunAsync(
        Capture capture, CancellationToken cancellationToken, bool fragments = false, long firstIndex = 0, long startNs = 0)
    {
        ArgumentNullException.ThrowIfNull(capture);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // the detector must not block whoever starts us
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var frames = StopOthersOnFailure(PumpFramesAsync(capture, firstIndex, startNs, stopping), stopping);
        var pieces = fragments ? StopOthersOnFailure(PumpFragmentsAsync(capture, stopping.Token), stopping) : Task.CompletedTask;
        try
        {
            await Task.WhenAll(frames, pieces); // a failure of either wins over the cancellation that it causes
        }
        catch (OperationCanceledException) when (frames.IsCompletedSuccessfully && !cancellationToken.IsCancellationRequested)
        {
            // The limit of frames was reached, and the fragments were told.
        }
    }

    /// <summary>Says that no frame follows: what is under way ends, and the sinks are told of it. For after the last run.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        var events = _analysed.EventList;
        events.Clear();
        if (Counters.Analysed == 0) return; // nothing has begun
        foreach (var stage in _stages) stage.Finish(events);
        await TellEventsAsync(cancellationToken);
    }

    public void Dispose() => _writer.Dispose();

    private async Task PumpFramesAsync(Capture capture, long firstIndex, long startNs, CancellationTokenSource stopping)
    {
        while (Counters.Analysed < _options.MaxFrames)
        {
            var asked = Stopwatch.GetTimestamp();
            using var lease = await capture.ReadFrameAsync(stopping.Token);
            if (lease is null) return;
            var waited = Stopwatch.GetElapsedTime(asked);
            if ((lease.Frame.Index + firstIndex) % _options.Every != 0)
            {
                Count(new VisionCounters(0, 1, 0, 0, waited, default, default));
                continue;
            }
            var frame = Place(lease.Frame, firstIndex, startNs);
            if (_options.Gate?.Passes(frame) == false)
            {
                _analysed.EventList.Clear();
                foreach (var stage in _stages) stage.Quiet(frame, _analysed.EventList);
                await TellEventsAsync(stopping.Token);
                Count(new VisionCounters(0, 0, 1, 0, waited, default, default));
                continue;
            }
            Analyse(frame);
            var analysed = Stopwatch.GetTimestamp();
            await TellEventsAsync(stopping.Token);
            foreach (var sink in _sinks) await sink.FrameAsync(_analysed, stopping.Token);
            Count(new VisionCounters(1, 0, 0, _analysed.Detections.Count, waited, _analysed.Times, Stopwatch.GetElapsedTime(analysed)));
        }
        await stopping.CancelAsync(); // a limit ends the fragments too; at the end of the source they end by themselves
    }

    private static Frame Place(in Frame frame, long firstIndex, long startNs) =>
        firstIndex == 0 && startNs == 0 ? frame : frame with { Index = frame.Index + firstIndex, PtsNs = frame.PtsNs + startNs };

    private void Analyse(in Frame frame) // hot: per frame
    {
        _analysed.Set(frame);
        _detector.Detect(frame, _analysed.Detections);
        _analysed.Times = _detector.LastTimes;
        _analysed.EventList.Clear();
        foreach (var stage in _stages) stage.Process(frame, _analysed.Detections, _analysed.EventList);
        _analysed.Record = _writer.Write(
            new DetectionFrame(frame.Camera, frame.CapturedAtNs, frame.Index, frame.PtsNs, frame.Width, frame.Height), _analysed.Detections);
    }

    private async ValueTask TellEventsAsync(CancellationToken cancellationToken)
    {
        if (_analysed.Events.Count == 0) return;
        foreach (var sink in _sinks) await sink.EventsAsync(_analysed.Events, cancellationToken);
    }

    private async Task PumpFragmentsAsync(Capture capture, CancellationToken cancellationToken)
    {
        await foreach (var fragment in capture.ReadFragmentsAsync(cancellationToken))
        {
            foreach (var sink in _sinks) await sink.FragmentAsync(fragment, cancellationToken);
        }
    }

    private static async Task StopOthersOnFailure(Task task, CancellationTokenSource stopping)
    {
        try
        {
            await task;
        }
        catch
        {
            await stopping.CancelAsync();
            throw;
        }
    }

    private void Count(in VisionCounters more)
    {
        lock (_countersLock)
        {
            _counters = new VisionCounters(
                _counters.Analysed + more.Analysed, _counters.PassedOver + more.PassedOver, _counters.HeldBack + more.HeldBack, _counters.Detections + more.Detections,
                _counters.Waiting + more.Waiting, _counters.Stages + more.Stages, _counters.Writing + more.Writing);
        }
    }
}

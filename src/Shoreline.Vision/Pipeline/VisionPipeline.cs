using System.Diagnostics;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Pipeline;

/// <summary>
/// Takes frames from a capture, has detectors look at them, and hands both to the sinks; fragments go to the sinks as they are.
/// </summary>
/// <remarks>
/// <para>The capture decodes on threads of its own, each detector is a lane with a thread of its own, and the stages, the record and the
/// sinks follow on another: so decoding, inference and what comes of it overlap. However many lanes there are, gate, stages and sinks see
/// the frames one after the other, in their order. Whether frames are dropped when the lanes are late is the capture's pace: live drops
/// and counts them, offline waits.</para>
/// <para>One run at a time; captures may follow one another, as the pictures of a folder do.</para>
/// </remarks>
public sealed class VisionPipeline : IDisposable
{
    /// <summary>Where all frames are wanted, so many wait for a lane, so that it finds the next one at once.</summary>
    private const int ReadAhead = 2;

    private readonly IReadOnlyList<IDetector> _detectors;
    private readonly IVisionSink[] _sinks;
    private readonly VisionPipelineOptions _options;
    private readonly IFrameStage[] _stages;
    private readonly FrameSlot[] _slots;
    private readonly DetectionRecordWriter _writer;
    private readonly Lock _countersLock = new();
    private VisionCounters _counters;
    private (string Name, string? Digest) _model; // that looked at the frame before

    /// <param name="detector">Used by this pipeline alone while it runs; the caller disposes it.</param>
    /// <param name="sinks">Called one after the other; the caller disposes them.</param>
    public VisionPipeline(IDetector detector, IReadOnlyList<IVisionSink> sinks, VisionPipelineOptions options)
        : this([detector], sinks, options)
    {
    }

    /// <param name="detectors">
    /// One for each lane, all of the same model. Used by this pipeline alone while it runs; the caller disposes them.
    /// </param>
    /// <param name="sinks">Called one after the other; the caller disposes them.</param>
    public VisionPipeline(IReadOnlyList<IDetector> detectors, IReadOnlyList<IVisionSink> sinks, VisionPipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(detectors);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(detectors.Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Every, 1);
        var (name, digest) = (detectors[0].ModelName, detectors[0].ModelDigest);
        if (detectors.Any(other => other.ModelName != name || other.ModelDigest != digest))
        {
            throw new ArgumentException("The lanes of a pipeline have different models.", nameof(detectors));
        }
        (_detectors, _sinks, _options, _stages) = (detectors, [.. sinks], options, [.. options.Stages]);
        _slots = [.. Enumerable.Range(0, detectors.Count + ReadAhead + 1).Select(_ => new FrameSlot(new AnalysedFrame(name, digest)))];
        _writer = new DetectionRecordWriter(options.Device, name, digest);
        _model = (name, digest);
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
    /// <exception cref="FrameFailedException">A detector failed on a frame; the sinks have seen all frames before it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; each sink has seen whole frames only.</exception>
    public async Task RunAsync(
        Capture capture, CancellationToken cancellationToken, bool fragments = false, long firstIndex = 0, long startNs = 0)
    {
        ArgumentNullException.ThrowIfNull(capture);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // what is at hand must not block whoever starts us
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
        if (Counters.Analysed == 0) return; // nothing has begun
        var events = new List<VisionEvent>();
        foreach (var stage in _stages) stage.Finish(events);
        await TellEventsAsync(events, cancellationToken);
    }

    public void Dispose() => _writer.Dispose();

    private async Task PumpFramesAsync(Capture capture, long firstIndex, long startNs, CancellationTokenSource stopping)
    {
        var wantsAll = capture.Options is { Pace: CapturePace.Offline } or { Delivery: FrameDelivery.All };
        var flight = new FrameFlight(_slots, _detectors, wantsAll ? ReadAhead : 0);
        var reading = Task.CompletedTask;
        try
        {
            using var stop = stopping.Token.UnsafeRegister(static state => ((FrameFlight)state!).Stop(), flight);
            reading = ReadAsync(capture, flight, firstIndex, startNs, stopping.Token);
            await WriteAsync(flight, stopping.Token);
            await reading; // what the capture failed of, once all frames before it have been written
        }
        catch
        {
            await stopping.CancelAsync(); // the reader waits for the capture
            throw;
        }
        finally
        {
            flight.Stop(); // the reader may wait for room
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await flight.EndAsync();
        }
        if (Counters.Analysed >= _options.MaxFrames)
        {
            await stopping.CancelAsync(); // a limit ends the fragments too; at the end of the source they end by themselves
        }
    }

    /// <summary>Brings frames, in order, to where lanes find them.</summary>
    private async Task ReadAsync(Capture capture, FrameFlight flight, long firstIndex, long startNs, CancellationToken cancellationToken)
    {
        try
        {
            for (var wanted = _options.MaxFrames - Counters.Analysed; wanted > 0;)
            {
                await flight.RoomAsync();
                var asked = Stopwatch.GetTimestamp();
                var lease = await capture.ReadFrameAsync(cancellationToken);
                if (lease is null) return;
                if (Enter(lease, flight, firstIndex, startNs, Stopwatch.GetElapsedTime(asked))) wanted--;
            }
        }
        finally
        {
            flight.Complete();
        }
    }

    /// <returns>Whether a lane looks at it.</returns>
    private bool Enter(FrameLease lease, FrameFlight flight, long firstIndex, long startNs, TimeSpan waited) // hot: per frame
    {
        var isTaken = false;
        try
        {
            if ((lease.Frame.Index + firstIndex) % _options.Every != 0)
            {
                Count(new VisionCounters(0, 1, 0, 0, waited, default, default));
                return false;
            }
            var frame = Place(lease.Frame, firstIndex, startNs);
            var isQuiet = _options.Gate?.Passes(frame) == false;
            flight.Free.Fill(lease, frame, isQuiet, waited);
            isTaken = true;
            flight.Enter();
            return !isQuiet;
        }
        finally
        {
            if (!isTaken) lease.Dispose();
        }
    }

    private static Frame Place(in Frame frame, long firstIndex, long startNs) =>
        firstIndex == 0 && startNs == 0 ? frame : frame with { Index = frame.Index + firstIndex, PtsNs = frame.PtsNs + startNs };

    /// <summary>Takes frames, in order, when a lane has looked at them.</summary>
    private async Task WriteAsync(FrameFlight flight, CancellationToken cancellationToken)
    {
        while (true)
        {
            await flight.FrontAsync();
            if (flight.Front is not { } slot) break;
            cancellationToken.ThrowIfCancellationRequested();
            if (slot.IsQuiet) await WriteQuietAsync(slot, cancellationToken);
            else await WriteSeenAsync(slot, cancellationToken);
            flight.Leave();
        }
        if (flight.IsStopped) cancellationToken.ThrowIfCancellationRequested();
    }

    private async ValueTask WriteQuietAsync(FrameSlot slot, CancellationToken cancellationToken)
    {
        var frame = slot.Analysed;
        frame.EventList.Clear();
        foreach (var stage in _stages) stage.Quiet(frame.Frame, frame.EventList);
        await TellEventsAsync(frame.EventList, cancellationToken);
        foreach (var sink in _sinks) await sink.HeldBackAsync(frame.Frame, cancellationToken);
        Count(new VisionCounters(0, 0, 1, 0, slot.Waited, default, default));
    }

    private async ValueTask WriteSeenAsync(FrameSlot slot, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var frame = slot.Analysed;
        if (slot.Failure is { } failure) throw Failed(frame.Frame, failure);
        Interpret(frame);
        await TellEventsAsync(frame.EventList, cancellationToken);
        foreach (var sink in _sinks) await sink.FrameAsync(frame, cancellationToken);
        Count(new VisionCounters(1, 0, 0, frame.Detections.Count, slot.Waited, frame.Times, Stopwatch.GetElapsedTime(began)));
    }

    private void Interpret(AnalysedFrame analysed) // hot: per frame
    {
        ref readonly var frame = ref analysed.Frame;
        FollowModel(analysed);
        analysed.EventList.Clear();
        foreach (var stage in _stages) stage.Process(frame, analysed.Detections, analysed.EventList);
        analysed.Record = _writer.Write(
            new DetectionFrame(frame.Camera, frame.CapturedAtNs, frame.Index, frame.PtsNs, frame.Width, frame.Height), analysed.Detections);
    }

    /// <summary>Where another model looked at this frame than at the one before: its record says so, and the stages go by it.</summary>
    private void FollowModel(AnalysedFrame frame)
    {
        if (frame.ModelName == _model.Name && frame.ModelDigest == _model.Digest) return;
        _model = (frame.ModelName, frame.ModelDigest);
        _writer.SetModel(frame.ModelName, frame.ModelDigest);
        if (frame.Model is not { } model) return;
        foreach (var stage in _stages) stage.Follow(model);
    }

    private static FrameFailedException Failed(in Frame frame, Exception failure) => new(frame.Camera, frame.Index, frame.PtsNs, failure);

    private async ValueTask TellEventsAsync(List<VisionEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0) return;
        foreach (var sink in _sinks) await sink.EventsAsync(events, cancellationToken);
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
                _counters.Analysed + more.Analysed, _counters.PassedOver + more.PassedOver, _counters.HeldBack + more.HeldBack,
                _counters.Detections + more.Detections, _counters.Waiting + more.Waiting, _counters.Stages + more.Stages,
                _counters.Writing + more.Writing);
        }
    }
}

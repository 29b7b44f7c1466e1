using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Media.Fragments;
using Shoreline.Media.Native.Gst;

namespace Shoreline.Media;

/// <summary>What the runs of one capture share.</summary>
internal sealed record CaptureShared(
    CaptureOptions Options, SourceAddress Source, FrameMailbox Mailbox, FragmentQueue Fragments, FramePool Pool, FrameCount Count, ILogger Logger, TimeProvider Time);

/// <summary>One run: a GStreamer pipeline from its start to its end or its first error.</summary>
/// <remarks><see cref="Run"/> has a thread of its own. Pads and samples come on GStreamer's streaming threads.</remarks>
internal sealed class CapturePipeline : IPadListener, IDisposable
{
    private static readonly TimeSpan BusWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LoopSeekWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan DrainWait = TimeSpan.FromSeconds(1);

    private readonly CaptureShared _shared;
    private readonly GstPipeline _pipeline;
    private readonly RunEnd _end = new();
    private readonly RunClock _clock;
    private readonly Activity _activity;
    private readonly FrameIntake _frames;
    private readonly FragmentIntake _fragments;
    private readonly CallbackHandle<IPadListener> _padHandle;
    private readonly CallbackHandle<ISampleReceiver> _framesHandle;
    private readonly CallbackHandle<ISampleReceiver> _fragmentsHandle;
    private readonly CallbackHandle<IBufferGate> _gateHandle;
    private readonly IFeed? _feed;
    private readonly bool _connectionOriented;
    private CallbackHandle<ITimeline>? _timelineHandle;
    private Task _feeding = Task.CompletedTask;
    private volatile Exception? _callbackFailure;
    private volatile GstPad? _videoPad;
    private string _missingPlugin = "";
    private bool _looping;
    private long? _loopWanted;
    private int _attached;

    /// <exception cref="ShorelineException">The source is not there, or the pipeline cannot be built.</exception>
    public CapturePipeline(CaptureShared shared, RtspTransport transport)
    {
        _shared = shared;
        _connectionOriented = shared.Source is RtspSource && transport == RtspTransport.Tcp;
        if (shared.Source is FileSource { Path: var path } && !File.Exists(path)) throw new SourceException(SourceFault.Unavailable, $"{path}: there is no such file.");
        _feed = SourceHead.Feed(shared.Source);
        try
        {
            _pipeline = SourceHead.Build(shared.Source, shared.Options, transport);
        }
        catch (GstParseException e)
        {
            throw FaultTranslator.Translate(e, shared.Source);
        }
        if (_feed is not null)
        {
            using var source = _pipeline.Element("source");
            source.Set("caps", _feed.Caps);
        }
        _clock = new RunClock(_pipeline, shared.Options.Pace, shared.Time);
        _activity = new Activity(shared.Time);
        var gate = new OverloadGate(shared.Options.Pace, _clock, shared.Count, CallbackFailed);
        _frames = new FrameIntake(
            shared.Options.Camera, shared.Options.Every, shared.Mailbox, shared.Pool, shared.Count,
            _clock, _end, _activity, gate, CallbackFailed);
        _fragments = new FragmentIntake(shared.Fragments, shared.Options.FragmentDuration, _clock.WallNs, _activity, CallbackFailed, _end.Token);
        _padHandle = new CallbackHandle<IPadListener>(this);
        _framesHandle = new CallbackHandle<ISampleReceiver>(_frames);
        _fragmentsHandle = new CallbackHandle<ISampleReceiver>(_fragments);
        _gateHandle = new CallbackHandle<IBufferGate>(gate);
        ConnectOutlets();
    }

    /// <summary>How long the source says it is, in nanoseconds; 0 where it does not say.</summary>
    public long DurationNs => _shared.Source switch
    {
        SceneSource scene => (long)(scene.Seconds * 1e9),
        TestSource test => (long)(test.Seconds * 1e9),
        FileSource => _pipeline.DurationNs() ?? 0,
        _ => 0,
    };

    private bool IsReaderBehind => _shared.Mailbox.IsBlocked || _shared.Fragments.IsBlocked;

    /// <summary>Plays to the end. Blocks.</summary>
    /// <param name="live">Called once, when the first video has come.</param>
    /// <returns>True at the end of the source, false where it was told to stop.</returns>
    /// <exception cref="ShorelineException">The source failed.</exception>
    public bool Run(Action live, CancellationToken stopping)
    {
        var loops = _shared.Source is FileSource { Loop: true };
        if (!_pipeline.SetState(loops ? GstState.Paused : GstState.Playing)) throw Failure() ?? NoReason();
        if (_feed is not null) _feeding = Task.Factory.StartNew(Feed, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var isLive = false;
        while (!stopping.IsCancellationRequested)
        {
            if (loops && !_looping && _videoPad is not null) StartLooping();
            if (!isLive && _activity.Any)
            {
                isLive = true;
                live();
            }
            var message = _pipeline.WaitMessage(BusWait);
            if (_callbackFailure is { } failure) throw AsShoreline(failure);
            if (message is not null && Handle(message)) return true;
            CheckStall();
        }
        return false;
    }

    public void CallbackFailed(Exception exception) => _callbackFailure = exception;

    public void PadAdded(GstPad pad) => Attach(pad);

    public void FirstBuffer(GstPad pad) => Attach(pad);

    public void Dispose()
    {
        _end.Signal();
        _shared.Mailbox.Wake();
        if (!Task.Factory.StartNew(_pipeline.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Wait(StopLimit))
        {
            // A driver or plug-in that hangs must not take the camera's next attempt with it. Whatever it may still call back stays allocated.
            MediaLog.DoesNotStop(_shared.Logger, _shared.Options.Camera, (long)StopLimit.TotalSeconds);
            return;
        }
        _feeding.Wait(); // its pushes fail once the pipeline has stopped
        _fragments.Flush(); // what was recorded until now is not lost with the run
        _padHandle.Dispose();
        _framesHandle.Dispose();
        _fragmentsHandle.Dispose();
        _gateHandle.Dispose();
        _timelineHandle?.Dispose();
        _videoPad?.Dispose();
        _frames.Dispose();
        _fragments.Dispose();
        _end.Dispose();
    }

    private void ConnectOutlets()
    {
        using var dynamic = _pipeline.TryGetElement(Branches.Outlets);
        dynamic?.OnPadAdded(_padHandle);
        using var outlet = _pipeline.TryGetElement(SourceHead.Outlet);
        using var pad = outlet?.StaticPad("src");
        pad?.OnFirstBuffer(_padHandle);
    }

    private void Attach(GstPad pad)
    {
        using var caps = pad.Caps();
        var type = caps.MediaType;
        var isVideo = type == "application/x-rtp" ? caps.Text("media") == "video" : type.StartsWith("video/", StringComparison.Ordinal) || type.StartsWith("image/", StringComparison.Ordinal);
        try
        {
            if (!isVideo || (_attached > 0 && IsFinal(type)))
            {
                _pipeline.AddBranch(Branches.Ignore, pad, static _ => { });
                return;
            }
            AttachVideo(pad, caps, type);
        }
        catch (GstParseException e)
        {
            throw FaultTranslator.Translate(e, _shared.Source);
        }
    }

    private static bool IsFinal(string type) => type is "video/x-raw" or "video/x-h264" or "application/x-rtp" || Branches.DecoderOf(type) is not null;

    private void AttachVideo(GstPad pad, GstCaps caps, string type)
    {
        var paced = _shared.Options.Pace == CapturePace.Live && !_shared.Source.IsLive && _shared.Source is not TestSource;
        var rtp = type == "application/x-rtp";
        if (type == "video/x-h264" || (rtp && caps.Text("encoding-name") == "H264"))
        {
            _attached++;
            _videoPad ??= pad.Share();
            _frames.MayWait = _shared.Options.Delivery == FrameDelivery.All;
            _pipeline.AddBranch(Branches.H264(_shared.Options, Decoder(), paced, rtp), pad, ConnectSinks);
        }
        else if (type == "video/x-raw" || Branches.DecoderOf(type) is not null)
        {
            _attached++;
            _videoPad ??= pad.Share();
            if (_shared.Options.Fragments) RequiredElements.Check("x264enc");
            var decoder = Branches.DecoderOf(type, isGrey: caps.Text("colorspace") == "gray");
            _pipeline.AddBranch(Branches.Raw(_shared.Options, decoder, paced, Fps(caps)), pad, ConnectSinks);
        }
        else
        {
            var factory = rtp ? "parsebin" : "decodebin"; // whose pads lead back here
            var name = $"{Branches.Outlets}-{factory}";
            _pipeline.AddElement(factory, name, pad, pipeline =>
            {
                using var outlets = pipeline.Element(name);
                outlets.OnPadAdded(_padHandle);
            });
        }
    }

    private void ConnectSinks(GstPipeline pipeline)
    {
        using var frames = pipeline.TryGetElement(Branches.FramesSink);
        if (frames is not null) AppSink.Connect(frames, _framesHandle);
        using var fragments = pipeline.TryGetElement(Branches.FragmentsSink);
        if (fragments is not null) AppSink.Connect(fragments, _fragmentsHandle);
        using var queue = pipeline.TryGetElement(Branches.DecodeQueue);
        using var entry = queue?.StaticPad("sink");
        if (_shared.Options.Pace == CapturePace.Live) entry?.OnBuffer(_gateHandle);
    }

    /// <summary>At the live pace decoding in slices, not in frames: the latter delays each picture by one per thread.</summary>
    private string Decoder()
    {
        if (GstRuntime.HasElement("avdec_h264")) return _shared.Options.Pace == CapturePace.Live ? "avdec_h264 thread-type=slice" : "avdec_h264";
        if (GstRuntime.HasElement("openh264dec")) return "openh264dec";
        throw RequiredElements.Missing(["avdec_h264"]);
    }

    private static double Fps(GstCaps caps)
    {
        const double Usual = 30;
        return caps.Fraction("framerate") is { Numerator: > 0 } rate ? (double)rate.Numerator / rate.Denominator : Usual;
    }

    /// <summary>Seeks to the start once, as a segment: at its end the source says so instead of ending, and is sent back without a break in the timeline.</summary>
    /// <remarks>A demuxer shows its pad a little before it takes a seek, so a refusal counts only when it lasts.</remarks>
    private void StartLooping()
    {
        _loopWanted ??= _shared.Time.GetTimestamp();
        if (_timelineHandle is null && _pipeline.DurationNs() is { } passNs)
        {
            _timelineHandle = new CallbackHandle<ITimeline>(new LoopTimeline(passNs, CallbackFailed));
            _videoPad!.OnSegment(_timelineHandle);
        }
        _looping = _timelineHandle is not null && _videoPad!.SeekToStart(GstSeek.Flush | GstSeek.Segment);
        if (_looping)
        {
            _pipeline.SetState(GstState.Playing);
        }
        else if (_shared.Time.GetElapsedTime(_loopWanted.Value) > LoopSeekWithin)
        {
            throw new SourceException(SourceFault.Unsupported, $"{_shared.Source.Shown}: it cannot be played in a loop, because its container has no index. Put it into an MP4 file.");
        }
    }

    /// <returns>True at the end of the source.</returns>
    private bool Handle(GstBusMessage message)
    {
        switch (message.Type)
        {
            case GstMessageType.Eos:
                return EndOfSource();
            case GstMessageType.SegmentDone:
                _videoPad?.SeekToStart(GstSeek.Segment);
                break;
            case GstMessageType.Error:
                var failure = FaultTranslator.Translate(message.Fault!, _shared.Source, _missingPlugin, _activity.Any);
                Drain();
                throw failure;
            case GstMessageType.Warning:
                MediaLog.GstWarning(_shared.Logger, _shared.Options.Camera, message.Fault!.Factory ?? message.Fault.Element, message.Fault.Message);
                if (_connectionOriented && FaultTranslator.IsLostConnection(message.Fault))
                {
                    // The end of the stream should follow; but the jitter buffer of GStreamer 1.22 may keep it for ever where it comes just after the start.
                    Drain();
                    throw new SourceException(SourceFault.Unavailable, $"{_shared.Source.Shown}: the camera broke the connection.", message.Fault.Factory, message.Fault.Debug);
                }
                break;
            case GstMessageType.Element when message.MissingPlugin.Length > 0:
                _missingPlugin = message.MissingPlugin;
                break;
        }
        return false;
    }

    private bool EndOfSource()
    {
        if (!_shared.Source.IsFinite) throw new SourceException(SourceFault.Unavailable, $"{_shared.Source.Shown}: the camera ended the stream.");
        if (_attached == 0 || !_activity.Any) throw new SourceException(SourceFault.Unsupported, $"{_shared.Source.Shown}: holds no video.");
        if (_shared.Source is FileSource && _shared.Options.Frames && _pipeline.DurationNs() is { } expected)
        {
            var missingNs = expected - _frames.EndNs;
            if (missingNs > Math.Max(1_000_000_000, expected / 50)) // indexes are often a little longer than the video
            {
                throw new SourceException(
                    SourceFault.Damaged, $"{_shared.Source.Shown}: is cut off: {_frames.EndNs / 1e9:N1} s of {expected / 1e9:N1} s are there. The frames before the cut were delivered; copy the file again for the rest.");
            }
        }
        return true;
    }

    /// <summary>After an error, lets what came before it reach the sinks: offline all of it, live for a moment.</summary>
    /// <remarks>Live too, because rtpjitterbuffer of GStreamer 1.22 can deadlock when it is stopped while it still waits to pass on an end of stream.</remarks>
    private void Drain()
    {
        if (_attached == 0) return;
        var live = _shared.Options.Pace == CapturePace.Live;
        var started = _shared.Time.GetTimestamp();
        while (!HaveSinksEnded && _callbackFailure is null)
        {
            var idle = live ? _shared.Time.GetElapsedTime(started) : _activity.Idle;
            if (idle > DrainWait && !IsReaderBehind) return;
            _pipeline.WaitMessage(BusWait);
        }
    }

    private bool HaveSinksEnded => (!_shared.Options.Frames || _frames.HasEnded) && (!_shared.Options.Fragments || _fragments.HasEnded);

    private void CheckStall()
    {
        if (IsReaderBehind || _activity.Idle < _shared.Options.StallTimeout) return;
        throw new SourceException(
            SourceFault.Stalled, $"{_shared.Source.Shown}: nothing came for {_shared.Options.StallTimeout.TotalSeconds:0.#} s. Check the camera and the network.");
    }

    private void Feed()
    {
        try
        {
            using var source = _pipeline.Element("source");
            _feed!.Run(source);
        }
        catch (Exception e)
        {
            CallbackFailed(e); // Run throws it
        }
    }

    private ShorelineException? Failure() =>
        _pipeline.WaitMessage(BusWait) is { Fault: { } fault, Type: GstMessageType.Error } ? FaultTranslator.Translate(fault, _shared.Source, _missingPlugin, false) : null;

    private SourceException NoReason() => new(SourceFault.Unavailable, $"{_shared.Source.Shown}: the pipeline does not start, and GStreamer gives no reason.");

    private static ShorelineException AsShoreline(Exception failure) =>
        failure as ShorelineException ?? new SourceException(SourceFault.Damaged, $"The capture failed in our own code: {failure.Message}", inner: failure);
}

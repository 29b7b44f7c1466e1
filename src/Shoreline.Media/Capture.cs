using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Media.Fragments;

namespace Shoreline.Media;

/// <summary>One camera or file, captured: decoded frames for analysis and, beside them, fragments of the encoded video.</summary>
/// <remarks>
/// A thread of its own builds the pipeline, watches it, and builds it again where it fails. Readers may be on any thread; one for frames, one for
/// fragments. Offline, where nothing is dropped, a capture opened for both must have both read side by side.
/// </remarks>
public sealed class Capture : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CaptureShared _shared;
    private readonly Task _running;
    private volatile CaptureState _state;
    private volatile ShorelineException? _lastError;
    private long _reconnects;
    private long _durationNs;
    private int _disposed;

    private Capture(CaptureOptions options, SourceAddress source, ILogger logger, TimeProvider time)
    {
        Options = options;
        _shared = new CaptureShared(
            options, source, new FrameMailbox(options.Pace, options.Delivery), new FragmentQueue(options.Pace), new FramePool(),
            new FrameCount(), logger, time);
        _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public CaptureOptions Options { get; }

    /// <summary>The source's address without user and password, for messages.</summary>
    public string Source => _shared.Source.Shown;

    public CaptureState State => _state;

    /// <summary>How long the source is, by its own account; null where it has no end, does not say, or nothing came yet.</summary>
    public TimeSpan? Duration => Interlocked.Read(ref _durationNs) is > 0 and var ns ? TimeSpan.FromTicks(ns / TimeSpan.NanosecondsPerTick) : null;

    /// <summary>Why the last run failed; null where none did, or since video came again.</summary>
    public ShorelineException? LastError => _lastError;

    public CaptureCounters Counters => new(
        Interlocked.Read(ref _shared.Count.Captured), _shared.Mailbox.Delivered, _shared.Mailbox.DroppedLate, Interlocked.Read(ref _shared.Count.DroppedOverload),
        Interlocked.Read(ref _shared.Count.DroppedBroken), Interlocked.Read(ref _reconnects),
        _shared.Fragments.Made, _shared.Fragments.Dropped)
    {
        NotWanted = Interlocked.Read(ref _shared.Count.NotWanted),
    };

    private bool TriesAgain => Options.Reconnect && Options.Pace == CapturePace.Live;

    /// <summary>
    /// Starts GStreamer, which takes a tenth of a second: for whoever has something else to do before the first capture. Nothing on later
    /// calls. Blocks.
    /// </summary>
    /// <exception cref="MissingDependencyException">GStreamer is not installed.</exception>
    public static void Prepare() => Native.Gst.GstRuntime.EnsureStarted();

    /// <summary>Starts to capture. Returns at once; what fails later shows in <see cref="State"/>, or to the readers where the capture does not try again.</summary>
    /// <exception cref="InvalidInputException">The address of the source has a fault.</exception>
    /// <exception cref="MissingDependencyException">GStreamer or one of its plug-ins is not installed.</exception>
    public static Capture Open(CaptureOptions options, ILogger logger, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Frames && !options.Fragments) throw new InvalidInputException("A capture must be asked for frames, fragments, or both.");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Every, 1);
        var source = SourceAddress.Parse(options.Source);
        RequiredElements.Check(Branches.Elements(options, source));
        return new Capture(options, source, logger, time ?? TimeProvider.System);
    }

    /// <summary>The next frame, newest first at the live pace; null after the last. One reader at a time. Dispose the lease soon.</summary>
    /// <exception cref="SourceException">The source failed and is not tried again.</exception>
    public ValueTask<FrameLease?> ReadFrameAsync(CancellationToken cancellationToken = default) => _shared.Mailbox.ReadAsync(cancellationToken);

    /// <summary>The fragments, to the end. One reader.</summary>
    /// <remarks>Live, a reader that falls behind by more than half a minute loses the oldest; they are counted.</remarks>
    /// <exception cref="SourceException">The source failed and is not tried again.</exception>
    public IAsyncEnumerable<Fragment> ReadFragmentsAsync(CancellationToken cancellationToken = default) => _shared.Fragments.ReadAllAsync(cancellationToken);

    /// <summary>Stops: ends the run, waits for its threads, and gives back what nobody read. Readers then see the end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            await _running;
            return;
        }
        await _stopping.CancelAsync();
        _shared.Mailbox.Complete(null);
        await _running;
        _shared.Mailbox.Clear();
        _stopping.Dispose();
    }

    private void Run()
    {
        var backoff = new Backoff(Options.ReconnectMin, Options.ReconnectMax);
        var transport = Options.Transport == RtspTransport.Auto ? RtspTransport.Tcp : Options.Transport;
        while (!_stopping.IsCancellationRequested)
        {
            if (RunOnce(transport, backoff) is not { } failure) break;
            _lastError = failure;
            if (failure is SourceException { Detail: { } detail }) MediaLog.Detail(_shared.Logger, Options.Camera, detail);
            if (!TriesAgain)
            {
                MediaLog.Failed(_shared.Logger, Options.Camera, failure.Message);
                _state = CaptureState.Failed;
                Complete(failure);
                return;
            }
            WaitBeforeNext(failure, backoff);
            if (Options.Transport == RtspTransport.Auto && failure is not SourceException { Fault: SourceFault.Refused })
            {
                transport = transport == RtspTransport.Tcp ? RtspTransport.Udp : RtspTransport.Tcp;
            }
        }
        _state = CaptureState.Ended;
        Complete(null);
    }

    private void Complete(Exception? failure)
    {
        _shared.Mailbox.Complete(failure);
        _shared.Fragments.Complete(failure);
    }

    /// <returns>Null at the end of the source or of the capture, else why the run failed.</returns>
    private ShorelineException? RunOnce(RtspTransport transport, Backoff backoff)
    {
        _state = CaptureState.Connecting;
        try
        {
            using var pipeline = new CapturePipeline(_shared, transport);
            pipeline.Run(
                () =>
                {
                    _state = CaptureState.Live;
                    if (_shared.Source.IsFinite) Interlocked.Exchange(ref _durationNs, pipeline.DurationNs);
                    _lastError = null;
                    backoff.Reset();
                    MediaLog.Live(_shared.Logger, Options.Camera, Source);
                },
                _stopping.Token);
            return null;
        }
        catch (SourceException e)
        {
            if (e.Fault == SourceFault.Stalled) _state = CaptureState.Stalled;
            return e;
        }
        catch (ShorelineException e)
        {
            return e;
        }
        catch (Exception e)
        {
            return new SourceException(SourceFault.Damaged, $"{Source}: the capture failed in our own code: {e.Message}", inner: e);
        }
    }

    private void WaitBeforeNext(ShorelineException failure, Backoff backoff)
    {
        // A camera that refuses the password locks the user out after a few attempts.
        var wait = failure is SourceException { Fault: SourceFault.Refused } ? Options.ReconnectMax : backoff.Next();
        MediaLog.WillRetry(_shared.Logger, Options.Camera, failure.Message, (long)wait.TotalMilliseconds);
        _state = CaptureState.Waiting;
        using var due = new ManualResetEventSlim();
        using var timer = _shared.Time.CreateTimer(static state => ((ManualResetEventSlim)state!).Set(), due, wait, Timeout.InfiniteTimeSpan);
        try
        {
            due.Wait(_stopping.Token);
            Interlocked.Increment(ref _reconnects);
        }
        catch (OperationCanceledException)
        {
            // Disposed while waiting: the loop ends.
        }
    }
}

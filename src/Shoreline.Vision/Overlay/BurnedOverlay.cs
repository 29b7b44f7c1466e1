using System.Threading.Channels;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Overlay;

/// <summary>Makes fragments of video of the analysed frames, with what was found drawn in. For recordings that must show it in every player.</summary>
/// <remarks>
/// Bounded, and no brake: a frame is copied, and drawn and encoded on another thread; where that is behind by <see cref="Depth"/> frames, the next
/// one is left out and counted. Frames that change their size begin a new session of fragments.
/// </remarks>
public sealed class BurnedOverlay : IAsyncDisposable
{
    /// <summary>Frames that wait to be drawn.</summary>
    public const int Depth = 3;

    private const double UsualFps = 15;
    private const long RetryNs = 1_000_000_000; // an encoder that cannot be had must not be asked for with each frame

    private readonly RulePainter? _rules;
    private readonly int _every;
    private readonly Func<Fragment, ValueTask> _deliver;
    private readonly TimeProvider _time;
    private readonly Channel<BurnSlot> _ready = Channel.CreateBounded<BurnSlot>(Depth);
    private readonly Channel<BurnSlot> _free = Channel.CreateBounded<BurnSlot>(Depth);
    private readonly List<VisionEvent> _unshown = []; // of frames that were left out
    private readonly OverlayPainter _painter = new();
    private readonly Task _burning;
    private volatile Exception? _failure;
    private long _dropped;
    private long _burned;

    /// <param name="rules">Whose zones and lines are drawn too; null for none.</param>
    /// <param name="every">Of how many frames of the source one comes here.</param>
    /// <param name="deliver">Gets the fragments, one at a time, on threads of this object.</param>
    public BurnedOverlay(RuleEngine? rules, int every, Func<Fragment, ValueTask> deliver, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(deliver);
        (_rules, _every, _deliver, _time) = (rules is null ? null : new RulePainter(rules), every, deliver, time ?? TimeProvider.System);
        for (var i = 0; i < Depth; i++) _free.Writer.TryWrite(new BurnSlot(_rules?.NewLook()));
        _burning = Task.Factory.StartNew(BurnAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Why drawing or encoding failed last; null where it never did. It costs the frames until a new encoder is at work, a second later.</summary>
    public Exception? Failure => _failure;

    /// <summary>Frames left out because drawing or encoding was behind, or failed. May be read from any thread.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Frames given to the encoder. May be read from any thread.</summary>
    public long Burned => Interlocked.Read(ref _burned);

    // hot: per frame
    /// <summary>Takes a copy of the frame and of what was found in it, if there is room.</summary>
    public void Offer(in Frame frame, DetectionList detections, IReadOnlyList<VisionEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        for (var i = 0; i < events.Count; i++) _unshown.Add(events[i]);
        if (!_free.Reader.TryRead(out var slot))
        {
            Interlocked.Increment(ref _dropped);
            return;
        }
        slot.Fill(frame, detections, _unshown);
        _unshown.Clear();
        if (slot.Look is { } look) _rules!.Read(look);
        _ready.Writer.TryWrite(slot);
    }

    /// <summary>No frame follows: what waits is encoded, and its fragments are delivered.</summary>
    public async Task CompleteAsync()
    {
        _ready.Writer.TryComplete();
        await _burning;
    }

    public async ValueTask DisposeAsync()
    {
        await CompleteAsync();
        _painter.Dispose();
        while (_free.Reader.TryRead(out var slot)) slot.Dispose();
        while (_ready.Reader.TryRead(out var slot)) slot.Dispose();
    }

    private async Task BurnAsync()
    {
        BurnSession? session = null;
        var notBeforeNs = 0L;
        await foreach (var slot in _ready.Reader.ReadAllAsync())
        {
            try
            {
                if (session?.Fits(slot.Frame) == false)
                {
                    await session.CompleteAsync();
                    session = null;
                }
                if (session is null && slot.Frame.CapturedAtNs - notBeforeNs < 0) Interlocked.Increment(ref _dropped);
                else Burn(slot, (session ??= new BurnSession(slot.Frame, RateOf(slot.Frame), _deliver, _time)).Encoder);
            }
            catch (Exception e) // whatever it is: it costs frames of this video, and nothing that others wait for
            {
                Interlocked.Increment(ref _dropped);
                (_failure, notBeforeNs) = (e, slot.Frame.CapturedAtNs + RetryNs);
                if (session is not null) await session.AbandonAsync();
                session = null;
            }
            _free.Writer.TryWrite(slot);
        }
        await EndAsync(session);
    }

    private async Task EndAsync(BurnSession? session)
    {
        if (session is null) return;
        try
        {
            await session.CompleteAsync();
        }
        catch (Exception e) // the end of the video is lost, and told
        {
            _failure = e;
            await session.AbandonAsync();
        }
    }

    private void Burn(BurnSlot slot, FragmentEncoder encoder)
    {
        ref readonly var frame = ref slot.Frame;
        if (slot.Look is { } look) _rules!.Take(slot.Events, frame.PtsNs, look);
        encoder.Write(_painter.Paint(frame, slot.Detections, _rules), frame.CapturedAtNs);
        Interlocked.Increment(ref _burned);
    }

    private double RateOf(in Frame frame) => Math.Max(1, (frame.SourceFps > 0 ? frame.SourceFps : UsualFps) / _every);
}

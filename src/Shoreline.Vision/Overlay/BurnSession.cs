using Shoreline.Media;

namespace Shoreline.Vision.Overlay;

/// <summary>Frames of one size on their way through an encoder, and the task that delivers its fragments.</summary>
internal sealed class BurnSession
{
    /// <summary>A camera that was away for so long comes back in a session of its own: its last picture must not play all that time.</summary>
    private const long LongestGapNs = 10_000_000_000;

    private readonly int _width;
    private readonly int _height;
    private readonly Task _delivering;
    private long _lastNs;

    public BurnSession(in Frame first, double fps, Func<Fragment, ValueTask> deliver, TimeProvider time)
    {
        (_width, _height, _lastNs) = (first.Width, first.Height, first.CapturedAtNs);
        Encoder = new FragmentEncoder(new FragmentEncoderOptions { Width = _width, Height = _height, Fps = fps }, time);
        _delivering = Task.Run(() => DeliverAsync(deliver));
    }

    public FragmentEncoder Encoder { get; }

    /// <summary>Whether a frame goes on with what came before: it has the same size, and neither a pause nor a clock that was set lies between them.</summary>
    public bool Fits(in Frame frame)
    {
        var gap = Math.Abs(frame.CapturedAtNs - _lastNs);
        _lastNs = frame.CapturedAtNs;
        return frame.Width == _width && frame.Height == _height && gap < LongestGapNs;
    }

    public async Task CompleteAsync()
    {
        await Encoder.CompleteAsync();
        await _delivering;
        await Encoder.DisposeAsync();
    }

    /// <summary>After a failure, which is told already: what was made of it until then is delivered.</summary>
    public async Task AbandonAsync()
    {
        await Encoder.DisposeAsync();
        await _delivering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task DeliverAsync(Func<Fragment, ValueTask> deliver)
    {
        await foreach (var fragment in Encoder.ReadAllAsync()) await deliver(fragment);
    }
}

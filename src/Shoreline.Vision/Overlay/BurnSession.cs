using Shoreline.Media;

namespace Shoreline.Vision.Overlay;

/// <summary>Frames of one size on their way through an encoder, and the task that delivers its fragments.</summary>
internal sealed class BurnSession
{
    private readonly int _width;
    private readonly int _height;
    private readonly Task _delivering;

    public BurnSession(in Frame first, double fps, Func<Fragment, ValueTask> deliver, TimeProvider time)
    {
        (_width, _height) = (first.Width, first.Height);
        Encoder = new FragmentEncoder(new FragmentEncoderOptions { Width = _width, Height = _height, Fps = fps }, time);
        _delivering = Task.Run(() => DeliverAsync(deliver));
    }

    public FragmentEncoder Encoder { get; }

    public bool Fits(in Frame frame) => frame.Width == _width && frame.Height == _height;

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

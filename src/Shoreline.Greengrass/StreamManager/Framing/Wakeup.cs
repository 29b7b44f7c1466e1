using System.Threading.Tasks.Sources;

namespace Shoreline.Greengrass.StreamManager.Framing;

/// <summary>Lets one sender sleep and be woken again and again without allocating.</summary>
/// <remarks>In this order: <see cref="Prepare"/>, then <see cref="SleepAsync"/> and <see cref="Wake"/>, once each, whichever comes
/// first.</remarks>
public sealed class Wakeup : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    public void Prepare() => _core.Reset();

    public ValueTask SleepAsync() => new(this, _core.Version);

    public void Wake() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}

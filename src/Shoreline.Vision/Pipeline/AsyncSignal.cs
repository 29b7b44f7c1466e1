using System.Threading.Tasks.Sources;

namespace Shoreline.Vision.Pipeline;

/// <summary>Wakes one asynchronous waiter, again and again, without a managed allocation.</summary>
/// <remarks>
/// Both methods are called under the lock of whoever owns it; the waiter's code then runs on the thread pool, outside of it.
/// </remarks>
internal sealed class AsyncSignal : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private bool _isAwaited;

    /// <summary>Completes with the next <see cref="Set"/>. Awaited once, before the next call.</summary>
    public ValueTask WaitAsync()
    {
        _source.Reset();
        _isAwaited = true;
        return new ValueTask(this, _source.Version);
    }

    /// <summary>Wakes the waiter; without one it does nothing.</summary>
    public void Set()
    {
        if (!_isAwaited) return;
        _isAwaited = false;
        _source.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}

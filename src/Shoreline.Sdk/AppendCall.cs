using System.Threading.Tasks.Sources;

namespace Shoreline.Sdk;

/// <summary>One append under way: a promise of its sequence number that is used again once it was awaited.</summary>
internal sealed class AppendCall(AppendCalls owner) : IValueTaskSource<long>
{
    private ManualResetValueTaskSourceCore<long> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;

    /// <summary>Tells this use of the object from others, and finds it by its answer.</summary>
    public long Number { get; private set; }

    public long StartedAt { get; private set; }

    public ValueTask<long> Task => new(this, _core.Version);

    public void Begin(long number, long startedAt) => (Number, StartedAt) = (number, startedAt);

    /// <summary>Before anybody awaits it.</summary>
    public void CancelWith(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled) return;
        _cancellation = cancellationToken.UnsafeRegister(static (call, token) => ((AppendCall)call!).Cancel(token), this);
    }

    public void Succeed(long sequence) => _core.SetResult(sequence);

    public void Fail(Exception error) => _core.SetException(error);

    long IValueTaskSource<long>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _cancellation.Dispose(); // waits for one that runs: it must not meet the next use
            _cancellation = default;
            _core.Reset();
            owner.Return(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<long>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<long>.OnCompleted(
        Action<object?> continuation, object? state, short token,
        ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken cancellationToken)
    {
        if (owner.TryTake(Number) is { } call) owner.Fail(call, new OperationCanceledException(cancellationToken));
    }
}

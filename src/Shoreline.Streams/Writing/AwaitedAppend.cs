using System.Threading.Tasks.Sources;

namespace Shoreline.Streams.Writing;

/// <summary>An append that somebody awaits: a pooled promise of a sequence.</summary>
internal sealed class AwaitedAppend(AwaitedAppendPool pool) : AppendOperation, IValueTaskSource<long>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<long> _core;
    private Exception? _error;

    public ValueTask<long> Task => new(this, _core.Version);

    public void Begin(ReadOnlyMemory<byte> payload) => Payload = payload;

    /// <summary>
    /// Lets the appender go on, on a thread of the pool, so that its code does not run on the writer's. It may reuse this object at once.
    /// </summary>
    // hot: per record
    protected internal override void Complete(Exception? error)
    {
        _error = error;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_error is null) _core.SetResult(Sequence);
        else _core.SetException(_error);
    }

    long IValueTaskSource<long>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            (_error, Payload) = (null, default);
            pool.Return(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<long>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<long>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}

/// <summary>Operations to use again. Keeps a bounded number; what is beyond goes to the garbage collector.</summary>
internal sealed class AwaitedAppendPool
{
    private const int MaxKept = 4096;

    private readonly Lock _gate = new();
    private AwaitedAppend? _free; // linked by Next
    private int _count;

    // hot: per record
    public AwaitedAppend Rent()
    {
        lock (_gate)
        {
            if (_free is not { } operation) return new AwaitedAppend(this);
            (_free, operation.Next) = ((AwaitedAppend?)operation.Next, null);
            _count--;
            return operation;
        }
    }

    public void Return(AwaitedAppend operation)
    {
        lock (_gate)
        {
            if (_count == MaxKept) return;
            (operation.Next, _free) = (_free, operation);
            _count++;
        }
    }
}

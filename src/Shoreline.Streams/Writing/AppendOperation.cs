using System.Threading.Tasks.Sources;

namespace Shoreline.Streams.Writing;

/// <summary>One append on its way: a pooled promise of a sequence, and a link of the writer's queue.</summary>
internal sealed class AppendOperation(AppendOperationPool pool) : IValueTaskSource<long>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<long> _core;
    private Exception? _error;

    public ReadOnlyMemory<byte> Payload { get; private set; }

    /// <summary>The operation behind this one.</summary>
    public AppendOperation? Next { get; set; }

    /// <summary>Given by the writer.</summary>
    public long Sequence { get; set; }

    public ValueTask<long> Task => new(this, _core.Version);

    public void Begin(ReadOnlyMemory<byte> payload) => Payload = payload;

    /// <summary>Lets the appender go on, on a thread of the pool, so that its code does not run on the writer's. It may reuse this object at once.</summary>
    // hot: per record
    public void Complete(Exception? error = null)
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
            (_error, Payload, Next) = (null, default, null);
            pool.Return(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<long>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<long>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}

/// <summary>Operations to use again. Keeps a bounded number; what is beyond goes to the garbage collector.</summary>
internal sealed class AppendOperationPool
{
    private const int MaxKept = 4096;

    private readonly Lock _gate = new();
    private AppendOperation? _free; // linked by Next
    private int _count;

    // hot: per record
    public AppendOperation Rent()
    {
        lock (_gate)
        {
            if (_free is not { } operation) return new AppendOperation(this);
            (_free, operation.Next) = (operation.Next, null);
            _count--;
            return operation;
        }
    }

    public void Return(AppendOperation operation)
    {
        lock (_gate)
        {
            if (_count == MaxKept) return;
            (operation.Next, _free) = (_free, operation);
            _count++;
        }
    }
}

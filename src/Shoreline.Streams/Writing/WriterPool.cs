namespace Shoreline.Streams.Writing;

/// <summary>Something that has work now and then, such as a stream with records to write.</summary>
internal interface IWriterWork
{
    /// <summary>Does one turn. Must not throw.</summary>
    /// <param name="staging">A buffer of 1 MiB, lent for this turn.</param>
    /// <returns>True where there is more to do; the work is queued again behind the others.</returns>
    bool Run(byte[] staging);
}

/// <summary>Who gives the turns: a few threads, or in simulations the thread that asks, so that a run can be repeated.</summary>
internal interface IWriterPool
{
    /// <summary>Gives the work turns until it has no more to do. No work is queued again before that.</summary>
    void Enqueue(IWriterWork work);
}

/// <summary>
/// The few threads that write and flush for all streams of a store. They end when there is nothing to do, so an idle store has none.
/// </summary>
/// <remarks>Not the thread pool: a flush blocks for as long as the disk likes, and two streams flushing would leave a two-core gateway without pool threads.</remarks>
/// <param name="linger">How long a thread waits for work before it ends.</param>
internal sealed class WriterPool(int maxThreads, TimeSpan linger) : IWriterPool
{
    private const int StagingBytes = 1 << 20;

    private readonly object _gate = new(); // a monitor, for its wait
    private readonly Queue<IWriterWork> _ready = new(); // each stream is in it at most once
    private readonly Stack<byte[]> _buffers = new(); // of 1 MiB, at most one for each thread
    private int _threads;
    private int _idle;

    public int ThreadCount
    {
        get { lock (_gate) return _threads; }
    }

    public void Enqueue(IWriterWork work)
    {
        lock (_gate)
        {
            _ready.Enqueue(work);
            if (_ready.Count <= _idle) Monitor.Pulse(_gate);
            else if (_threads < maxThreads) Start();
        }
    }

    private void Start()
    {
        _threads++;
        new Thread(Loop) { IsBackground = true, Name = "shoreline-streams" }.Start();
    }

    private void Loop()
    {
        while (Take(out var staging) is { } work)
        {
            var isMoreToDo = work.Run(staging);
            lock (_gate)
            {
                _buffers.Push(staging);
                if (isMoreToDo) _ready.Enqueue(work); // this thread comes back for it, or another that is free first
            }
        }
    }

    private IWriterWork? Take(out byte[] staging)
    {
        lock (_gate)
        {
            while (_ready.Count == 0)
            {
                _idle++;
                var woken = Monitor.Wait(_gate, linger);
                _idle--;
                if (woken || _ready.Count > 0) continue;
                if (--_threads == 0) _buffers.Clear(); // an idle store keeps no memory for writing
                staging = [];
                return null;
            }
            if (!_buffers.TryPop(out staging!)) staging = GC.AllocateUninitializedArray<byte>(StagingBytes);
            return _ready.Dequeue();
        }
    }
}

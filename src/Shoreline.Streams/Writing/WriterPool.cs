using System.Diagnostics;

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
/// <remarks>
/// Not the thread pool: a flush blocks for as long as the disk likes, and two streams flushing would leave a two-core gateway without pool
/// threads.
/// </remarks>
/// <param name="linger">How long a thread waits for work before it ends.</param>
internal sealed class WriterPool(int maxThreads, TimeSpan linger) : IWriterPool
{
    private const int StagingBytes = 1 << 20;
    private const int MostMisses = 4;
    private const int RetryWatchEvery = 64;
    private static readonly TimeSpan WatchTime = TimeSpan.FromMicroseconds(50);

    private readonly object _gate = new(); // a monitor, for its wait
    private readonly Queue<IWriterWork> _ready = new(); // each stream is in it at most once
    private readonly Stack<byte[]> _buffers = new(); // of 1 MiB, at most one for each thread
    private int _threads;
    private int _idle; // threads that wait to be woken
    private int _watching; // threads that look for work without sleeping
    private volatile bool _hasWork; // changed under the gate; watched outside it

    public int ThreadCount
    {
        get { lock (_gate) return _threads; }
    }

    public void Enqueue(IWriterWork work)
    {
        lock (_gate)
        {
            _ready.Enqueue(work);
            _hasWork = true;
            if (_ready.Count <= _watching) return;
            if (_ready.Count <= _watching + _idle) Monitor.Pulse(_gate);
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
        var misses = 0; // in a row: watches that saw no work come
        while (Take(ref misses, out var staging) is { } work)
        {
            var isMoreToDo = work.Run(staging);
            lock (_gate)
            {
                _buffers.Push(staging);
                if (!isMoreToDo) continue;
                _ready.Enqueue(work); // this thread comes back for it, or another that is free first
                _hasWork = true;
            }
        }
    }

    /// <summary>
    /// A writer that awaits each append sends the next one within microseconds, sooner than a sleeping thread wakes. So a thread that has
    /// done its work watches for more that long, unless that was in vain lately.
    /// </summary>
    private void Watch(ref int misses)
    {
        lock (_gate)
        {
            if (_ready.Count > 0 || _watching > 0) return; // one is enough
            if (misses >= MostMisses && misses++ % RetryWatchEvery != 0) return;
            _watching++;
        }
        var since = Stopwatch.GetTimestamp();
        while (!_hasWork && Stopwatch.GetElapsedTime(since) < WatchTime) Thread.SpinWait(10);
        lock (_gate)
        {
            _watching--;
            misses = _ready.Count > 0 ? 0 : misses + 1;
        }
    }

    private IWriterWork? Take(ref int misses, out byte[] staging)
    {
        Watch(ref misses);
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
            var work = _ready.Dequeue();
            _hasWork = _ready.Count > 0;
            return work;
        }
    }
}

using System.Diagnostics;
using Shoreline.Streams;

namespace Shoreline.Benchmarks.Many;

/// <summary>Appends to many streams by the clock, spread evenly, from one thread.</summary>
internal sealed class PacedSource(IReadOnlyList<DurableStream> streams, int ratePerStream, int payloadBytes)
{
    private const int MostSeconds = 120; // of latencies kept

    private readonly int[] _latenciesUs = new int[streams.Count * ratePerStream * MostSeconds];
    private readonly Stack<Sample> _free = new();
    private readonly Lock _gate = new(); // guards _free, _stored and _latenciesUs
    private int _stored;
    private Exception? _error;

    public int Stored
    {
        get { lock (_gate) return _stored; }
    }

    public void Forget()
    {
        lock (_gate) _stored = 0;
    }

    /// <summary>Appends for a time, and waits until all is stored.</summary>
    public async Task RunAsync(TimeSpan duration)
    {
        var due = (long)(duration.TotalSeconds * streams.Count * ratePerStream);
        var goal = Stored + due;
        await Task.Factory.StartNew(() => Produce(due), TaskCreationOptions.LongRunning);
        while (Stored < goal && _error is null) await Task.Delay(1);
        if (_error is not null) throw _error;
    }

    public double LatencyMs(double quantile)
    {
        lock (_gate)
        {
            var sorted = _latenciesUs.AsSpan(0, _stored);
            sorted.Sort();
            return sorted[(int)(quantile * (sorted.Length - 1))] / 1000.0;
        }
    }

    private void Produce(long due)
    {
        var interval = (double)Stopwatch.Frequency / (streams.Count * ratePerStream);
        var start = Stopwatch.GetTimestamp();
        for (var made = 0L; made < due && _error is null; Thread.Sleep(1))
        {
            var now = Stopwatch.GetTimestamp();
            for (; made < due && start + (long)(made * interval) <= now; made++)
                Rent().Append(streams[(int)(made % streams.Count)], Noise.Take(made, payloadBytes), start + (long)(made * interval));
        }
    }

    private Sample Rent()
    {
        lock (_gate) return _free.TryPop(out var sample) ? sample : new Sample(this);
    }

    private void Finish(Sample sample, long dueAt, Exception? error)
    {
        var latency = Stopwatch.GetElapsedTime(dueAt);
        lock (_gate)
        {
            _error ??= error;
            _latenciesUs[_stored++] = (int)latency.TotalMicroseconds;
            _free.Push(sample);
        }
    }

    private sealed class Sample(PacedSource owner) : AppendOperation
    {
        private long _dueAt;

        public void Append(DurableStream stream, ReadOnlyMemory<byte> payload, long dueAt)
        {
            (Payload, _dueAt) = (payload, dueAt);
            stream.Append(this);
        }

        protected internal override void Complete(Exception? error) => owner.Finish(this, _dueAt, error);
    }
}

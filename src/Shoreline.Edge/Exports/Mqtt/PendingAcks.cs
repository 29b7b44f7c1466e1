namespace Shoreline.Edge.Exports.Mqtt;

/// <summary>The batches that wait for the cloud's confirmation. Thread-safe; as many entries as there are batches on their way.</summary>
internal sealed class PendingAcks
{
    private sealed class Waiter(ExportBatch batch)
    {
        public TaskCompletionSource<bool> Confirmed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private long _next = batch.First;

        public bool IsFor(string stream, string incarnation) => batch.Stream == stream && batch.Incarnation == incarnation;

        /// <summary>Takes in ascending ranges.</summary>
        /// <returns>True once they reach over the whole batch.</returns>
        public bool Cover(IReadOnlyList<(long First, long Last)> ranges)
        {
            foreach (var (first, last) in ranges)
            {
                if (first <= _next && last >= _next) _next = last + 1;
            }
            return _next > batch.Last;
        }
    }

    private readonly Lock _lock = new();
    private readonly List<Waiter> _waiters = [];

    /// <summary>Begins to wait for a batch; do so before it is sent. Forget the wait with <see cref="IDisposable.Dispose"/>.</summary>
    /// <param name="confirmed">True once all its records are durable; false when <see cref="FailAll"/> comes first.</param>
    public IDisposable Expect(ExportBatch batch, out Task<bool> confirmed)
    {
        var waiter = new Waiter(batch);
        confirmed = waiter.Confirmed.Task;
        lock (_lock) _waiters.Add(waiter);
        return new Removal(this, waiter);
    }

    public void Acknowledge(string stream, AckMessage ack)
    {
        lock (_lock)
        {
            foreach (var waiter in _waiters)
            {
                if (waiter.IsFor(stream, ack.Incarnation) && waiter.Cover(ack.Ranges)) waiter.Confirmed.TrySetResult(true);
            }
        }
    }

    /// <summary>The connection is gone: confirmations may have been missed.</summary>
    public void FailAll()
    {
        lock (_lock)
        {
            foreach (var waiter in _waiters) waiter.Confirmed.TrySetResult(false);
        }
    }

    private sealed class Removal(PendingAcks owner, Waiter waiter) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._lock) owner._waiters.Remove(waiter);
        }
    }
}

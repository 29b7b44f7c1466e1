namespace Shoreline.Edge.Exports.Http;

/// <summary>A bounded number of uploads at once over all streams. Where several wait, the one of the lowest priority number goes next, then the one that waited longest.</summary>
internal sealed class UploadSlots(int count)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource<IDisposable>, (int Priority, long Arrival)> _waiting = new();
    private int _free = count;
    private long _arrivals;

    /// <summary>Waits for a slot; disposing the answer gives it back.</summary>
    public async ValueTask<IDisposable> EnterAsync(int priority, CancellationToken cancellationToken)
    {
        TaskCompletionSource<IDisposable> turn;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return new Slot(this);
            }
            turn = new TaskCompletionSource<IDisposable>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn, (priority, _arrivals++));
        }
        await using var cancelling = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        return await turn.Task.ConfigureAwait(false);
    }

    private void Leave()
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var next, out _))
            {
                if (next.TrySetResult(new Slot(this))) return; // otherwise it was cancelled while it waited
            }
            _free++;
        }
    }

    private sealed class Slot(UploadSlots owner) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) owner.Leave();
        }
    }
}

namespace Shoreline.Edge.Exports;

/// <summary>
/// Turns on a link that exports share: the highest priority first, equals one after the other, a bounded number at once, within the
/// bandwidth budget. Thread-safe.
/// </summary>
/// <remarks>
/// <para>An export asks for one turn at a time and reads its batch when it has it, so exports that wait hold neither memory nor a file. It
/// then pays for the batch. One that must wait for the budget while it pays gives its turn to others meanwhile, but only to exports of
/// higher priority: so there is at most one unpaid batch for each priority, and none of a lower one is ever in the way of a higher one for
/// longer than one batch takes to cross.</para>
/// <para>Only the head of the queue is ever looked at. What the budget refuses to the highest priority it refuses to the others too.</para>
/// </remarks>
internal sealed class ExportScheduler : IDisposable
{
    private readonly record struct Rank(int Priority, bool Unpaid, long Arrival) : IComparable<Rank>
    {
        // Who has a batch to pay for goes before who has none yet.
        public int CompareTo(Rank other) => (Priority, !Unpaid, Arrival).CompareTo((other.Priority, !other.Unpaid, other.Arrival));
    }

    private sealed class Request(long bytes)
    {
        public long Bytes => bytes;

        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private readonly Lock _lock = new();
    private readonly PriorityQueue<Request, Rank> _waiting = new();
    private readonly BandwidthBudget? _budget;
    private readonly ITimer _timer;
    private int _free;
    private long _arrivals;
    private bool _disposed;

    /// <param name="sendsAtOnce">Most turns at once.</param>
    /// <param name="budget">Null: nothing is bounded.</param>
    public ExportScheduler(int sendsAtOnce, BandwidthBudget? budget, TimeProvider time)
    {
        (_free, _budget) = (sendsAtOnce, budget);
        _timer = time.CreateTimer(
            static scheduler => ((ExportScheduler)scheduler!).Pump(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for a turn. It costs nothing yet: pay for the batch with <see cref="SendTurn.SpendAsync"/>.</summary>
    /// <param name="priority">1 (first) to 10.</param>
    public async ValueTask<SendTurn> EnterAsync(int priority, CancellationToken cancellationToken)
    {
        await GrantAsync(priority, 0, cancellationToken).ConfigureAwait(false);
        return new SendTurn(this, priority);
    }

    /// <summary>What keeps an export of a priority from sending at this moment, as far as the budget goes.</summary>
    public BudgetAnswer Look(int priority)
    {
        lock (_lock) return _budget?.Look(priority, 0) ?? BudgetAnswer.Open;
    }

    public void Dispose()
    {
        lock (_lock) _disposed = true;
        _timer.Dispose();
    }

    /// <summary>Pays for bytes while a turn is held, which is given up for the time that it takes.</summary>
    internal ValueTask PayAsync(int priority, long bytes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            DropCancelled();
            var isFirst = !_waiting.TryPeek(out _, out var head) || head.CompareTo(new Rank(priority, Unpaid: true, _arrivals)) > 0;
            if (isFirst && (_budget?.Look(priority, bytes) ?? BudgetAnswer.Open).State == BudgetState.Open)
            {
                _budget?.Take(bytes);
                return ValueTask.CompletedTask;
            }
            _free++;
        }
        return GrantAsync(priority, bytes, cancellationToken);
    }

    internal void Leave()
    {
        lock (_lock) _free++;
        Pump();
    }

    internal void GiveBack(long bytes)
    {
        lock (_lock) _budget?.GiveBack(bytes);
        Pump();
    }

    private async ValueTask GrantAsync(int priority, long bytes, CancellationToken cancellationToken)
    {
        var request = new Request(bytes);
        lock (_lock) _waiting.Enqueue(request, new Rank(priority, bytes > 0, _arrivals++));
        Pump();
        if (request.Granted.Task.IsCompleted) return;
        await using var cancelling = cancellationToken.Register(Cancel).ConfigureAwait(false);
        await request.Granted.Task.ConfigureAwait(false);

        void Cancel()
        {
            if (request.Granted.TrySetCanceled(cancellationToken)) Pump(); // whoever is behind it may want less
        }
    }

    private void Pump()
    {
        lock (_lock)
        {
            while (!_disposed && _free > 0)
            {
                DropCancelled();
                if (!_waiting.TryPeek(out var request, out var rank)) return;
                var answer = _budget?.Look(rank.Priority, request.Bytes) ?? BudgetAnswer.Open;
                if (answer.State != BudgetState.Open)
                {
                    _timer.Change(answer.Wait, Timeout.InfiniteTimeSpan);
                    return;
                }
                _waiting.Dequeue();
                if (!request.Granted.TrySetResult()) continue; // cancelled this moment
                _free--;
                _budget?.Take(request.Bytes);
            }
        }
    }

    private void DropCancelled()
    {
        while (_waiting.TryPeek(out var request, out _) && request.Granted.Task.IsCompleted) _waiting.Dequeue();
    }
}

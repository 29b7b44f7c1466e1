namespace Shoreline.Edge.Exports;

/// <summary>A turn that <see cref="ExportScheduler"/> gave. Used by one attempt, which may give it back before its caller does.</summary>
internal sealed class SendTurn(ExportScheduler scheduler, int priority) : ISendPermit
{
    private readonly TaskCompletionSource _givenBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _holds = 1; // 1 while a place on the link is held
    private long _paid; // the last time

    /// <summary>Completes once the turn is over, whoever gave it back.</summary>
    public Task GivenBack => _givenBack.Task;

    /// <summary>Whether it waits for the budget, or for others of higher priority, in the middle of its turn.</summary>
    public bool IsWaiting { get; private set; }

    public async ValueTask SpendAsync(long bytes, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_givenBack.Task.IsCompleted, this);
        if (bytes <= 0) return;
        Volatile.Write(ref _holds, 0); // PayAsync keeps the place, or gives it up and takes another
        IsWaiting = true;
        try
        {
            await scheduler.PayAsync(priority, bytes, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _holds, 1);
            _paid = bytes;
        }
        finally
        {
            IsWaiting = false;
        }
    }

    /// <summary>Takes back what was paid last: it did not cross. Changes nothing after who sent gave the turn back.</summary>
    public void Refund()
    {
        if (_givenBack.Task.IsCompleted) return;
        scheduler.GiveBack(_paid);
        _paid = 0;
    }

    public void Dispose()
    {
        if (!_givenBack.TrySetResult()) return;
        if (Interlocked.Exchange(ref _holds, 0) == 1) scheduler.Leave();
    }
}

namespace Shoreline.Edge.Exports.S3;

/// <summary>Cancels a transfer of which nothing moves. A bound on the whole would be too short for a slow link or too long for a dead one.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _stalled;
    private readonly CancellationTokenSource _either;

    public StallWatch(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _limit = limit;
        _stalled = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_stalled.Token, cancellationToken);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Some bytes went out: the wait begins anew.</summary>
    public void Moved()
    {
        try { _stalled.CancelAfter(_limit); }
        catch (ObjectDisposedException) { /* The last report of a transfer may come when it is over. */ }
    }

    public void Dispose()
    {
        _either.Dispose();
        _stalled.Dispose();
    }
}

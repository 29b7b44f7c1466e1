namespace Shoreline.Edge.Exports;

/// <summary>What an export is doing at this moment: written by its loop and its attempts, read by anybody.</summary>
internal sealed class ExportProgress
{
    private volatile SendTurn? _turn;
    private volatile bool _isRetrying;
    private volatile bool _isQueued;
    private volatile string? _failure;
    private volatile string? _refusal;
    private int _inFlight;
    private long _lastAttemptNs;

    /// <summary>Of the batch that crosses the link, or crossed it last.</summary>
    public SendTurn? Turn { get => _turn; set => _turn = value; }

    /// <summary>Whether it pauses after a failure.</summary>
    public bool IsRetrying { get => _isRetrying; set => _isRetrying = value; }

    /// <summary>Whether it waits for its turn on the link.</summary>
    public bool IsQueued { get => _isQueued; set => _isQueued = value; }

    /// <summary>What went wrong last, while it lasts.</summary>
    public string? Failure { get => _failure; set => _failure = value; }

    /// <summary>Of the last refused records; a success does not undo it, a restart forgets it.</summary>
    public string? Refusal { get => _refusal; set => _refusal = value; }

    /// <summary>Attempts under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>When the last attempt ended, in Unix nanoseconds; 0 for never.</summary>
    public long LastAttemptNs
    {
        get => Interlocked.Read(ref _lastAttemptNs);
        set => Interlocked.Exchange(ref _lastAttemptNs, value);
    }

    public bool IsCrossing => _turn is { GivenBack.IsCompleted: false };

    public void AttemptBegins() => Interlocked.Increment(ref _inFlight);

    public void AttemptEnded() => Interlocked.Decrement(ref _inFlight);
}

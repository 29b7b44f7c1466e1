namespace Shoreline.Cloud.Ingest;

/// <summary>What waits for the next commit of one table. Guarded by the committer's lock.</summary>
internal sealed class TableQueue(string table)
{
    private long _retryAt;

    public string Table { get; } = table;

    public List<IPendingRows> Waiting { get; private set; } = [];

    public long WaitingBytes { get; set; }

    /// <summary>Commits that failed since the last good one.</summary>
    public int Attempts { get; private set; }

    public string? Error { get; private set; }

    public bool IsDue(long now) => Attempts == 0 || now >= _retryAt;

    public (List<IPendingRows> Batch, long Bytes) TakeAll()
    {
        var taken = (Waiting, WaitingBytes);
        (Waiting, WaitingBytes) = ([], 0);
        return taken;
    }

    public void Succeeded() => (Attempts, Error) = (0, null);

    public void Failed(List<IPendingRows> batch, long bytes, Exception error, long retryAt)
    {
        batch.AddRange(Waiting); // what was taken first stays first
        (Waiting, WaitingBytes) = (batch, WaitingBytes + bytes);
        (Attempts, Error, _retryAt) = (Attempts + 1, $"Table {Table}: {error.Message}", retryAt);
    }
}

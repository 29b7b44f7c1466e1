namespace Shoreline.Cloud.Ingest;

/// <summary>What came in since this process started. Thread-safe; read by the status page.</summary>
internal sealed class IngestCounters
{
    private readonly Lock _lock = new();
    private RecordCounts _records;
    private RecordCounts _media;
    private long _firstRowAtNs, _firstPictureAtNs, _lagNs = -1;
    private string? _lastFailure;

    public void Received(long records, long duplicates)
    {
        lock (_lock) _records = _records with { Received = _records.Received + records, Duplicates = _records.Duplicates + duplicates };
    }

    public void Landed(long records, long nowNs, long lagNs)
    {
        lock (_lock)
        {
            _records = _records with { Landed = _records.Landed + records };
            if (_firstRowAtNs == 0) _firstRowAtNs = nowNs;
            (_lagNs, _lastFailure) = (lagNs, null);
        }
    }

    public void Quarantined()
    {
        lock (_lock) _records = _records with { Quarantined = _records.Quarantined + 1 };
    }

    public void MediaReceived(bool duplicate)
    {
        lock (_lock) _media = _media with { Received = _media.Received + 1, Duplicates = _media.Duplicates + (duplicate ? 1 : 0) };
    }

    /// <summary>A fragment or picture is in the bucket and can be shown.</summary>
    public void MediaStored(long nowNs)
    {
        lock (_lock)
        {
            if (_firstPictureAtNs == 0) _firstPictureAtNs = nowNs;
        }
    }

    public void MediaLanded()
    {
        lock (_lock) _media = _media with { Landed = _media.Landed + 1 };
    }

    public void Failed(string failure)
    {
        lock (_lock) _lastFailure = failure;
    }

    public IngestSnapshot Read()
    {
        lock (_lock) return new IngestSnapshot(_records, _media, _firstRowAtNs, _firstPictureAtNs, _lagNs, _lastFailure);
    }
}

/// <summary>Counts of records, or of media records.</summary>
internal readonly record struct RecordCounts(long Received, long Landed, long Duplicates, long Quarantined);

/// <summary>The counters at one moment. Times are 0, and the lag −1, where there was none yet.</summary>
/// <param name="LagNs">From a record's append at the edge to its commit here, of the newest commit.</param>
/// <param name="LastFailure">Why a message was not taken lately; null once one landed again.</param>
internal sealed record IngestSnapshot(
    RecordCounts Records, RecordCounts Media, long FirstRowAtNs, long FirstPictureAtNs, long LagNs, string? LastFailure);

using Shoreline.Streams.Accounts;
using Shoreline.Streams.Reading;
using Shoreline.Streams.Recovery;

namespace Shoreline.Streams.Writing;

/// <summary>Gives up the oldest segments, for space or for age, and accounts for them before it does so.</summary>
internal sealed class Retention(StreamFolder folder, string stream, SegmentList segments, StreamLedger ledger, Quarantine quarantine)
{
    private Eviction? _begun; // in the account, which the disk refused to save: the segment is still there

    /// <summary>
    /// Ends an eviction that the disk refused half-way. What the account has as given up goes, also if nothing asks for it any more.
    /// </summary>
    public void EndBegun()
    {
        if (_begun is not null) EvictOldest("refused before");
    }

    /// <param name="why">For the log: <c>full</c>, <c>expired</c>, …</param>
    public void EvictOldest(string why)
    {
        var oldest = segments.Snapshot[0];
        var eviction = _begun ??= ledger.Evict(oldest.NextSequence - 1);
        ledger.Save();
        _begun = null;
        if (eviction.BeforeExport > 0)
            StreamLog.Evicted(folder.Log, stream, why, oldest.FirstSequence, oldest.NextSequence - 1, eviction.BeforeExport);
        segments.Remove(oldest);
        folder.Files.DeleteFile(oldest.Path); // a reader that has it open reads on
        quarantine.Evict(eviction.Damage);
        folder.Files.SyncFolder(folder.Path); // one by one, so that a crash never brings back an older segment than one it took
    }

    /// <summary>Whether the oldest segment may go for its age.</summary>
    /// <param name="bornBeforeNs">Records appended before this are expired.</param>
    /// <param name="alsoUnexported">The stream says that age counts for more than delivery.</param>
    public bool IsOldestExpired(long bornBeforeNs, bool alsoUnexported)
    {
        if (segments.Snapshot is not [var oldest, ..] || oldest.RecordCount == 0 || oldest.LastAppendNs >= bornBeforeNs) return false;
        return alsoUnexported || ledger.IsConfirmed(oldest.NextSequence - 1);
    }
}

using Shoreline.Streams.Reading;
using Shoreline.Streams.Recovery;

namespace Shoreline.Streams.Writing;

/// <summary>Gives up the oldest records when an overwriting stream is full, and accounts for it before it does so.</summary>
internal sealed class Retention(StreamFolder folder, string stream, SegmentList segments, Ledger ledger, Quarantine quarantine, CursorSet cursors)
{
    public void EvictOldest()
    {
        var oldest = segments.Snapshot[0];
        var beforeExport = cursors.CountUnconfirmed(oldest);
        ledger.Evict(oldest, beforeExport);
        ledger.Save();
        segments.Remove(oldest);
        folder.Files.DeleteFile(oldest.Path); // a reader that has it open reads on
        quarantine.Evict(oldest);
        folder.Files.SyncFolder(folder.Path); // one by one, so that a crash never brings back an older segment than one it took
        if (beforeExport > 0) StreamLog.Evicted(folder.Log, stream, oldest.FirstSequence, oldest.NextSequence - 1, beforeExport);
    }
}

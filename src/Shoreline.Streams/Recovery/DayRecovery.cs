using Shoreline.Streams.Accounts;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams.Recovery;

/// <summary>
/// Finds the days that began and were not saved in the account before the process ended. Reads only segments in which a day begins: at most
/// one for each day that is missing.
/// </summary>
internal sealed class DayRecovery(StreamFolder folder, SegmentList segments, StreamLedger ledger)
{
    public void Run()
    {
        foreach (var segment in segments.Snapshot)
        {
            if (segment.RecordCount > 0 && DayAccount.DayOf(segment.LastAppendNs) > ledger.LastDay) Scan(segment);
        }
    }

    private void Scan(Segment segment)
    {
        var lastDay = DayAccount.DayOf(segment.LastAppendNs);
        using var file = folder.Files.Open(segment.Path, FileOpen.Read);
        using var scanner = new SegmentScanner();
        scanner.Attach(file, SegmentHeader.Bytes, segment.CommittedEnd, segment.FirstSequence, folder.Incarnation.Salt);
        var next = segment.FirstSequence;
        while (ledger.LastDay < lastDay)
        {
            scanner.Mark();
            var status = scanner.Next(out var piece);
            if (status is ScanStatus.End or ScanStatus.Torn) return;
            // Damage before it is reckoned to the day that it ends in.
            if (status == ScanStatus.Record) ledger.BeginDay(piece.Header.AppendedAtNs, next);
            next = status == ScanStatus.DamagedHeader ? next : piece.Header.Sequence + 1;
        }
    }
}

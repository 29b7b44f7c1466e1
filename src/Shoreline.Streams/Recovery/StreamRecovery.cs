using Microsoft.Extensions.Logging;
using Shoreline.Streams.Accounts;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams.Recovery;

/// <summary>
/// Opens a stream's folder: finds the segments, mends what a crash left, accounts for what is lost. Rules: docs/formats/segment.md.
/// </summary>
internal sealed class StreamRecovery(
    StreamFolder folder, StreamDefinition definition, SegmentList segments, StreamLedger ledger, Quarantine quarantine, CursorSet cursors)
{
    private const int CopyBytes = 256 << 10;

    private readonly IFileSystem _files = folder.Files;
    private readonly ILogger _log = folder.Log;
    private readonly string _stream = definition.Name;
    private readonly List<(string Path, Damage Damage)> _damage = []; // counted when it is known which day began where

    /// <summary>Fills the list.</summary>
    /// <returns>The newest segment where it can be appended to.</returns>
    public Segment? Run()
    {
        if (!ledger.Load()) StreamLog.LedgerLost(_log, _stream, folder.Path);
        _files.CreateFolder(Path.Combine(folder.Path, FileNames.Exports));
        cursors.Load();
        ledger.BeginMoved();
        var found = ListSegments();
        Segment? open = null;
        var next = 0L;
        for (var i = 0; i < found.Count; i++)
        {
            var limit = i + 1 < found.Count ? found[i + 1] : long.MaxValue;
            var (segment, isSealed) = OpenSegment(found[i], limit);
            if (limit == long.MaxValue) next = Math.Max(next, found[i]); // also an empty newest segment says by its name what comes next
            if (segment is null) continue;
            if (segment.NextSequence - 1 <= ledger.EvictedThrough && segment.RecordCount > 0)
            {
                _files.DeleteFile(segment.Path); // given up before a crash that undid the deletion
                continue;
            }
            segments.Add(segment);
            next = Math.Max(next, segment.NextSequence);
            open = isSealed ? null : segment;
        }
        MakeDurable(); // before anything is accounted for: what the account says was there must not vanish with a later power cut
        Finish(next);
        segments.SetDurable();
        return open;
    }

    private List<long> ListSegments()
    {
        var found = new List<long>();
        var copies = new List<(long FirstSequence, string Name)>();
        foreach (var name in _files.ListFiles(folder.Path))
        {
            if (FileNames.TryParseSegment(name, out var firstSequence)) found.Add(firstSequence);
            else if (FileNames.TryParseQuarantine(name, out firstSequence, out _)) copies.Add((firstSequence, name));
            else if (!FileNames.IsKnown(name)) StreamLog.Foreign(_log, Path.Combine(folder.Path, name));
        }
        foreach (var name in _files.ListFolders(folder.Path))
        {
            if (name != FileNames.Exports) StreamLog.Foreign(_log, Path.Combine(folder.Path, name));
        }
        found.Sort();
        foreach (var (segment, name) in copies)
        {
            // Its segment went before a crash, and it did not.
            if (segment <= ledger.EvictedThrough && !found.Contains(segment)) _files.DeleteFile(Path.Combine(folder.Path, name));
        }
        return found;
    }

    private (Segment? Segment, bool IsSealed) OpenSegment(long firstSequence, long limit)
    {
        var path = Path.Combine(folder.Path, FileNames.Segment(firstSequence));
        SegmentFooter? footer;
        using (var file = _files.Open(path, FileOpen.Read)) footer = SegmentFooter.TryRead(file, folder.Incarnation, firstSequence);
        // The newest segment's footer is not believed: it was written in one flush with the last batch, and may have arrived without it.
        if (footer is null || limit == long.MaxValue || footer.NextSequence > limit) return Mend(path, firstSequence, limit, footer);
        if (footer.NextSequence == firstSequence)
        {
            _files.DeleteFile(path); // a power cut took all that was in it, which an earlier start accounted for
            return (null, false);
        }
        var segment = new Segment(path, firstSequence, index: null) { LastAppendNs = footer.LastAppendNs };
        segment.Commit(footer.RecordsEnd, footer.NextSequence, footer.RecordCount);
        return (segment, true);
    }

    private (Segment? Segment, bool IsSealed) Mend(string path, long firstSequence, long limit, SegmentFooter? footer)
    {
        using var file = _files.Open(path, FileOpen.ReadWrite);
        var header = new byte[SegmentHeader.Bytes];
        var headerBytes = file.Read(header, 0);
        var status = SegmentHeader.Check(header.AsSpan(0, headerBytes), folder.Incarnation, firstSequence);
        if (status == SegmentHeaderStatus.Foreign) return SetAside(path);

        var scan = new SegmentRecovery(firstSequence, limit, definition.SegmentBytes, offset => ledger.Knows(firstSequence, offset));
        scan.Scan(file, folder.Incarnation.Salt);
        var extent = scan.Extent;
        var isEmpty = extent.NextSequence == firstSequence;
        if (isEmpty && status != SegmentHeaderStatus.Sound && !scan.IsOurs)
        {
            // A crash while the file was made leaves this; so would a foreign file, which is larger.
            return file.Length <= SegmentHeader.Bytes ? (null, false) : SetAside(path);
        }
        if (status == SegmentHeaderStatus.Damaged)
        {
            StreamLog.HeaderRepaired(_log, _stream, path);
            SegmentHeader.Write(header, folder.Incarnation, firstSequence, folder.CreatedAtNs);
            file.Write(header, 0);
        }
        foreach (var piece in scan.Damage)
            _damage.Add((path, new Damage(firstSequence, piece.Offset, piece.Bytes, piece.First, piece.Next)));
        var isSealed = footer is not null && footer.RecordsEnd == extent.End && footer.NextSequence <= limit;
        if (!isSealed) Cut(file, path, scan);

        var segment = new Segment(path, firstSequence, scan.Index) { LastAppendNs = extent.LastAppendNs };
        segment.Commit(extent.End, extent.NextSequence, extent.RecordCount);
        var isNewest = limit == long.MaxValue;
        if (isNewest) WriteAgain(file, FirstUnflushed(scan), file.Length);
        else if (!isSealed) WriteAgain(file, 0, extent.End);
        if (!isNewest && !isSealed) Seal(file, segment);
        if (!isNewest || isSealed) segment.DropIndex();
        file.Flush();
        return isEmpty && !isNewest ? (null, false) : (segment, isSealed || !isNewest);
    }

    private void Cut(IFile file, string path, SegmentRecovery scan)
    {
        var end = scan.Extent.End;
        var bytes = file.Length - end;
        if (bytes <= 0) return;
        if (!scan.EndsInFooter)
        {
            StreamLog.TornTail(_log, _stream, path, end, bytes);
            ledger.CutTail(bytes);
        }
        file.Truncate(end);
    }

    /// <summary>
    /// Where in the newest segment that begins which may not be on the device: the last batch of a durable stream, the header with the
    /// first one. A relaxed stream flushes when it likes.
    /// </summary>
    private long FirstUnflushed(SegmentRecovery scan) =>
        definition.Flush == FlushMode.Relaxed || scan.LastBatchOffset <= SegmentHeader.Bytes ? 0 : scan.LastBatchOffset;

    /// <summary>
    /// A kernel that could not flush a page calls it clean afterwards, so that a flush now would do nothing for what an earlier one failed
    /// on: refused, not cut back because the disk failed at that too, found now and shown, it would go with the next power cut. Written
    /// again it is dirty again.
    /// </summary>
    private static void WriteAgain(IFile file, long offset, long end)
    {
        var buffer = new byte[Math.Clamp(end - offset, 0, CopyBytes)];
        while (offset < end)
        {
            var got = file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset)), offset);
            if (got == 0) return;
            file.Write(buffer.AsSpan(0, got), offset);
            offset += got;
        }
    }

    private void Seal(IFile file, Segment segment)
    {
        var footer = new SegmentFooter(
            segment.FirstSequence, segment.NextSequence, segment.RecordCount, segment.CommittedEnd, segment.LastAppendNs);
        file.Write(footer.Encode(folder.Incarnation, segment.Index!), segment.CommittedEnd);
        StreamLog.Rebuilt(_log, _stream, segment.Path, segment.RecordCount);
    }

    private (Segment? Segment, bool IsSealed) SetAside(string path)
    {
        StreamLog.Foreign(_log, path);
        folder.AddForeign(path);
        return (null, false);
    }

    /// <summary>
    /// What a killed process wrote and did not flush is found here all the same, and shown from now on; so it must not vanish with a later
    /// power cut. Only the newest segment can hold such bytes: one is flushed before the next is made.
    /// </summary>
    private void MakeDurable()
    {
        if (segments.Snapshot is [.., var newest])
        {
            using var file = _files.Open(newest.Path, FileOpen.ReadWrite);
            file.Flush();
        }
        _files.SyncFolder(Path.Combine(folder.Path, FileNames.Exports));
        _files.SyncFolder(folder.Path);
    }

    private void Finish(long next)
    {
        var safe = Math.Max(next, Math.Max(cursors.MaxConfirmed, ledger.SettledThrough) + 1);
        segments.Advance(safe, 0);
        new DayRecovery(folder, segments, ledger).Run();
        ledger.EndAt(safe, segments.Snapshot);
        CountLosses(safe);
        try { ledger.Save(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { StreamLog.RecoverySaveFailed(_log, _stream, e); }
    }

    private void CountLosses(long safe)
    {
        foreach (var (path, damage) in _damage) quarantine.Add(path, damage);
        var expected = ledger.EvictedThrough + 1;
        foreach (var segment in segments.Snapshot)
        {
            Miss(expected, segment.FirstSequence);
            expected = segment.NextSequence;
        }
        Miss(expected, safe); // also where the newest file is empty and only its name tells what came before it
    }

    private void Miss(long first, long next)
    {
        if (first >= next) return;
        if (ledger.LastDay == 0) ledger.BeginDay(folder.CreatedAtNs, 0); // nothing is left that tells the day
        if (ledger.Miss(first, next)) StreamLog.Missing(_log, _stream, first, next - 1);
    }
}

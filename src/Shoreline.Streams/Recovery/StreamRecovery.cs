using Microsoft.Extensions.Logging;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams.Recovery;

/// <summary>Opens a stream's folder: finds the segments, mends what a crash left, accounts for what is lost. Rules: docs/formats/segment.md.</summary>
internal sealed class StreamRecovery(StreamFolder folder, StreamDefinition definition, SegmentList segments, Ledger ledger, Quarantine quarantine, CursorSet cursors)
{
    private readonly IFileSystem _files = folder.Files;
    private readonly ILogger _log = folder.Log;
    private readonly string _stream = definition.Name;

    /// <summary>Fills the list.</summary>
    /// <returns>The newest segment where it can be appended to.</returns>
    public Segment? Run()
    {
        ledger.Load();
        _files.CreateFolder(Path.Combine(folder.Path, FileNames.Exports));
        cursors.Load();
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
            Account(segment);
            segments.Add(segment);
            next = Math.Max(next, segment.NextSequence);
            open = isSealed ? null : segment;
        }
        Finish(next);
        MakeDurable();
        return open;
    }

    private List<long> ListSegments()
    {
        var found = new List<long>();
        foreach (var name in _files.ListFiles(folder.Path))
        {
            if (FileNames.TryParseSegment(name, out var firstSequence)) found.Add(firstSequence);
            else if (FileNames.TryParseQuarantine(name, out firstSequence, out var offset)) quarantine.AddKnown(firstSequence, offset);
            else if (name is not (FileNames.Definition or FileNames.DefinitionDraft or FileNames.Ledger)) StreamLog.Foreign(_log, Path.Combine(folder.Path, name));
        }
        foreach (var name in _files.ListFolders(folder.Path))
        {
            if (name != FileNames.Exports) StreamLog.Foreign(_log, Path.Combine(folder.Path, name));
        }
        found.Sort();
        return found;
    }

    private (Segment? Segment, bool IsSealed) OpenSegment(long firstSequence, long limit)
    {
        var path = Path.Combine(folder.Path, FileNames.Segment(firstSequence));
        SegmentFooter? footer;
        using (var file = _files.Open(path, FileOpen.Read)) footer = SegmentFooter.TryRead(file, folder.Incarnation, firstSequence);
        // The newest segment's footer is not believed: it was written in one flush with the last batch, and may have arrived without it.
        if (footer is null || limit == long.MaxValue || footer.NextSequence > limit) return Mend(path, firstSequence, limit, footer);
        var segment = new Segment(path, firstSequence, footer.Index) { LastAppendNs = footer.LastAppendNs };
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

        var scan = new SegmentRecovery(firstSequence, limit, definition.SegmentBytes);
        scan.Scan(file, folder.Incarnation.Salt);
        var extent = scan.Extent;
        var isEmpty = extent.NextSequence == firstSequence;
        if (isEmpty && status != SegmentHeaderStatus.Sound)
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
        foreach (var piece in scan.Damage) quarantine.Add(firstSequence, path, piece.Offset, piece.Bytes, piece.Records);
        var isSealed = footer is not null && footer.RecordsEnd == extent.End && footer.NextSequence <= limit;
        if (!isSealed) Cut(file, path, scan);

        var segment = new Segment(path, firstSequence, scan.Index) { LastAppendNs = extent.LastAppendNs };
        segment.Commit(extent.End, extent.NextSequence, extent.RecordCount);
        var isNewest = limit == long.MaxValue;
        if (!isNewest && !isSealed) Seal(file, segment);
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

    private void Seal(IFile file, Segment segment)
    {
        var footer = new SegmentFooter(
            segment.FirstSequence, segment.NextSequence, segment.RecordCount, segment.CommittedEnd, segment.LastAppendNs, segment.Index);
        file.Write(footer.Encode(folder.Incarnation), segment.CommittedEnd);
        StreamLog.Rebuilt(_log, _stream, segment.Path, segment.RecordCount);
    }

    private (Segment? Segment, bool IsSealed) SetAside(string path)
    {
        StreamLog.Foreign(_log, path);
        folder.AddForeign(path);
        return (null, false);
    }

    /// <summary>Compares a segment's beginning with the end of what came before it.</summary>
    private void Account(Segment segment)
    {
        var expected = segments.Snapshot is [.., var last] ? last.NextSequence : ledger.EvictedThrough + 1;
        if (ledger.Miss(expected, segment.FirstSequence)) StreamLog.Missing(_log, _stream, expected, segment.FirstSequence - 1);
    }

    /// <summary>
    /// What a killed process wrote and did not flush is found here all the same, and shown from now on; so it must not vanish with a later power cut. Only the newest segment can
    /// hold such bytes: one is flushed before the next is made.
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
        var safe = Math.Max(next, Math.Max(cursors.MaxConfirmed, ledger.EvictedThrough) + 1);
        if (ledger.Miss(next, safe)) StreamLog.Missing(_log, _stream, next, safe - 1);
        segments.Advance(safe, 0);
        try { ledger.Save(); }
        catch (IOException e) { StreamLog.RecoverySaveFailed(_log, _stream, e); }
    }
}

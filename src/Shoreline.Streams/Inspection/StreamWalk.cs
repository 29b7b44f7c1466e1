using Shoreline.Core;
using Shoreline.Streams.Accounts;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;

namespace Shoreline.Streams.Inspection;

/// <summary>One walk over all files of a stream.</summary>
internal sealed class StreamWalk
{
    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly StreamDefinition _definition;
    private readonly long _createdAtNs;
    private readonly List<Finding> _findings = [];

    public StreamWalk(IFileSystem files, string root, string name)
    {
        (_files, _folder) = (files, StreamInspector.FolderOf(root, name));
        if (!files.FolderExists(_folder)) throw new StreamNotFoundException(name);
        if (DefinitionFile.TryLoad(files, _folder, out _definition, out var incarnation, out _createdAtNs) is { } fault)
        {
            throw new InvalidInputException(
                $"The definition of stream '{name}' in '{_folder}' cannot be read: {fault}. Restore definition.json; "
                + "without it nobody can tell what the segments hold.");
        }
        Incarnation = incarnation;
    }

    public Incarnation Incarnation { get; }

    /// <param name="copy">Takes what is sound; null where it is only looked at.</param>
    /// <param name="take">Takes the sound records where there is no copy.</param>
    public StreamInspection Run(StreamCopy? copy, Action<RecordHeader, ReadOnlySpan<byte>>? take = null)
    {
        copy?.Begin(_definition, _createdAtNs);
        var (segments, quarantined) = List();
        var inspected = new List<SegmentInspection>();
        var ledger = LoadLedger(copy);
        var expected = ledger.EvictedThrough + 1;
        for (var i = 0; i < segments.Count; i++)
        {
            var limit = i + 1 < segments.Count ? segments[i + 1] : long.MaxValue;
            var path = Path.Combine(_folder, FileNames.Segment(segments[i]));
            var walk = new SegmentWalk(_files, path, segments[i], limit, Incarnation, _findings);
            copy?.BeginSegment(segments[i], _createdAtNs);
            var segment = walk.Run(copy is null ? take : copy.Add);
            copy?.EndSegment();
            if (segment is null) continue;
            if (segment.FirstSequence > expected)
                _findings.Add(new Finding(FindingKind.MissingRecords, segment.File,
                    Lost: new SequenceRange(expected, segment.FirstSequence - 1)));
            expected = Math.Max(expected, segment.NextSequence);
            inspected.Add(segment);
        }
        var cursors = LoadCursors(copy);
        copy?.Finish();
        return new StreamInspection
        {
            Definition = _definition,
            Incarnation = Incarnation.Text,
            Segments = inspected,
            Cursors = cursors,
            Quarantined = quarantined,
            Findings = _findings,
        };
    }

    private (List<long> Segments, List<string> Quarantined) List()
    {
        var (segments, quarantined) = (new List<long>(), new List<string>());
        foreach (var name in _files.ListFiles(_folder))
        {
            if (FileNames.TryParseSegment(name, out var first)) segments.Add(first);
            else if (FileNames.TryParseQuarantine(name, out _, out _)) quarantined.Add(name);
            else if (!FileNames.IsKnown(name)) _findings.Add(new Finding(FindingKind.Foreign, name));
        }
        foreach (var name in _files.ListFolders(_folder).Where(name => name != FileNames.Exports))
            _findings.Add(new Finding(FindingKind.Foreign, name));
        segments.Sort();
        return (segments, quarantined);
    }

    private LedgerTotals LoadLedger(StreamCopy? copy)
    {
        var file = new LedgerFile(_files, _folder, Incarnation);
        if (file.TryRead(out var saved, out var isDamaged))
        {
            copy?.Save(saved);
            return saved.Totals;
        }
        if (isDamaged) _findings.Add(new Finding(FindingKind.DamagedLedger, FileNames.Ledger(0)));
        return new LedgerTotals();
    }

    private List<CursorInspection> LoadCursors(StreamCopy? copy)
    {
        var cursors = new List<CursorInspection>();
        var folder = Path.Combine(_folder, FileNames.Exports);
        foreach (var name in _files.ListFiles(folder))
        {
            var path = Path.Combine(FileNames.Exports, name);
            if (!name.EndsWith(FileNames.CursorSuffix, StringComparison.Ordinal))
            {
                _findings.Add(new Finding(FindingKind.Foreign, path));
                continue;
            }
            var values = CursorState.NewValues();
            if (!SlotFile.TryRead(_files, Path.Combine(folder, name), Incarnation, SlotFile.CursorMagic, values))
            {
                _findings.Add(new Finding(FindingKind.DamagedCursor, path));
                continue;
            }
            var state = CursorState.From(values);
            var exportId = CursorName.Read(_files, Path.Combine(folder, name));
            copy?.Save(name, exportId, state);
            cursors.Add(new CursorInspection(exportId, state.Start, state.Confirmed, state.Totals));
        }
        return cursors;
    }
}

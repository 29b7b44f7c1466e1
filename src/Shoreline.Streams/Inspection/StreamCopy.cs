using Shoreline.Streams.Accounts;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;

namespace Shoreline.Streams.Inspection;

/// <summary>Writes a stream's folder anew from what is sound of another.</summary>
internal sealed class StreamCopy(IFileSystem files, string folder, Incarnation incarnation)
{
    private const int BufferBytes = 1 << 20;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private IFile? _file;
    private int _buffered;
    private long _written; // offset of what is in the buffer
    private long _firstSequence;
    private long _nextSequence;
    private long _records;
    private long _lastAppendNs;
    private SparseIndex _index = new(0);

    private string ExportsFolder => Path.Combine(folder, FileNames.Exports);

    public void Begin(StreamDefinition definition, long createdAtNs)
    {
        files.CreateFolder(ExportsFolder);
        DefinitionFile.Save(files, folder, definition, incarnation, createdAtNs);
    }

    public void BeginSegment(long firstSequence, long createdAtNs)
    {
        _file = files.Open(Path.Combine(folder, FileNames.Segment(firstSequence)), FileOpen.CreateNew);
        Span<byte> header = stackalloc byte[SegmentHeader.Bytes];
        SegmentHeader.Write(header, incarnation, firstSequence, createdAtNs);
        _file.Write(header, 0);
        (_written, _buffered, _records, _lastAppendNs) = (SegmentHeader.Bytes, 0, 0, 0);
        (_firstSequence, _nextSequence, _index) = (firstSequence, firstSequence, new SparseIndex(0));
    }

    public void Add(RecordHeader header, ReadOnlySpan<byte> payload)
    {
        _index.Add(header.Sequence - _firstSequence, _written + _buffered);
        Span<byte> bytes = stackalloc byte[RecordHeader.Bytes];
        header.Write(bytes, incarnation.Salt);
        Append(bytes);
        Append(payload);
        (_nextSequence, _lastAppendNs) = (header.Sequence + 1, header.AppendedAtNs);
        _records++;
    }

    public void EndSegment()
    {
        WriteBuffered();
        var footer = new SegmentFooter(_firstSequence, _nextSequence, _records, _written, _lastAppendNs);
        _file!.Write(footer.Encode(incarnation, _index), _written);
        _file.Flush();
        _file.Dispose();
    }

    public void Save(string cursorFile, string exportId, in CursorState state)
    {
        var path = Path.Combine(ExportsFolder, cursorFile);
        SlotFile.Open(files, path, incarnation, SlotFile.CursorMagic, CursorState.NewValues(), out _).Save(state.ToValues());
        if (CursorName.FileOf(exportId) == cursorFile) CursorName.Save(files, path, exportId);
    }

    public void Save(SavedLedger ledger) =>
        new LedgerFile(files, folder, incarnation).Save(LedgerFile.Encode(ledger.Totals, ledger.Days, ledger.Damage));

    public void Finish()
    {
        files.SyncFolder(ExportsFolder);
        files.SyncFolder(folder);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BufferBytes - _buffered) WriteBuffered();
        if (bytes.Length > BufferBytes)
        {
            _file!.Write(bytes, _written);
            _written += bytes.Length;
            return;
        }
        bytes.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += bytes.Length;
    }

    private void WriteBuffered()
    {
        if (_buffered == 0) return;
        _file!.Write(_buffer.AsSpan(0, _buffered), _written);
        _written += _buffered;
        _buffered = 0;
    }
}

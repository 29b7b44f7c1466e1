using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;
using Shoreline.Streams.Recovery;

namespace Shoreline.Streams.Accounts;

/// <summary>The export cursors of one stream, in use or only on disk. Guarded, with the ledger, by the ledger's gate.</summary>
internal sealed class CursorSet(
    StreamFolder folder, string stream, SegmentList segments, StreamLedger ledger, TimeProvider time) : IExportPositions
{
    private readonly Lock _changing = new(); // one creation or deletion at a time; taken before the gate
    private readonly Dictionary<string, ExportCursor> _byFile = new(StringComparer.Ordinal);
    private readonly string _folder = Path.Combine(folder.Path, FileNames.Exports);

    public IReadOnlyList<ExportPosition> Positions
    {
        get { lock (ledger.Gate) return [.. _byFile.Values.Select(cursor => cursor.Position)]; }
    }

    /// <summary>Highest sequence that any export has confirmed: no record gets a lower one, whatever the segments say.</summary>
    public long MaxConfirmed => Positions.Select(export => export.Confirmed).DefaultIfEmpty(-1).Max();

    /// <summary>Loads the cursors on disk.</summary>
    public void Load()
    {
        foreach (var name in folder.Files.ListFiles(_folder))
        {
            var path = Path.Combine(_folder, name);
            if (name.EndsWith(FileNames.CursorSuffix, StringComparison.Ordinal)) _byFile[name] = Load(name, path);
            else StreamLog.Foreign(folder.Log, path);
        }
    }

    public ExportCursor Open(string exportId)
    {
        var name = KeyOf(exportId);
        lock (_changing)
        {
            ExportCursor? cursor;
            lock (ledger.Gate) _byFile.TryGetValue(name, out cursor);
            cursor ??= Create(name);
            cursor.ExportId = exportId; // one loaded from disk is known by its file name, which may be a digest
            return cursor;
        }
    }

    public void Delete(string exportId)
    {
        var name = KeyOf(exportId);
        lock (_changing)
        {
            lock (ledger.Gate)
            {
                if (!_byFile.Remove(name)) return;
                ledger.Forget(name);
            }
            folder.Files.DeleteFile(Path.Combine(_folder, name));
            folder.Files.SyncFolder(_folder);
        }
    }

    /// <summary>Saves what was confirmed.</summary>
    public void Close()
    {
        ExportCursor[] cursors;
        lock (ledger.Gate) cursors = [.. _byFile.Values];
        foreach (var cursor in cursors)
        {
            try { cursor.Save(); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                StreamLog.CursorSaveFailed(folder.Log, stream, cursor.ExportId, e);
            }
        }
    }

    private static string KeyOf(string exportId) => FileNames.Encode(FileNames.Check(exportId, "export id")) + FileNames.CursorSuffix;

    private ExportCursor Create(string name)
    {
        var path = Path.Combine(_folder, name);
        var values = CursorState.NewValues();
        var file = SlotFile.Open(folder.Files, path, folder.Incarnation, SlotFile.CursorMagic, values, out var found);
        CursorState state;
        ExportCursor cursor;
        lock (ledger.Gate)
        {
            // Known before it is on disk: what is evicted meanwhile goes on its account.
            state = found ? CursorState.From(values) : CursorState.At(Math.Max(segments.OldestSequence, ledger.EvictedThrough + 1));
            _byFile[name] = cursor = new ExportCursor(name, file, state, segments, ledger, time);
            ledger.Begin(cursor.Position);
        }
        try
        {
            file.Save(state.ToValues());
            folder.Files.SyncFolder(_folder);
        }
        catch
        {
            lock (ledger.Gate)
            {
                _byFile.Remove(name);
                ledger.Forget(name);
            }
            throw;
        }
        return cursor;
    }

    private ExportCursor Load(string name, string path)
    {
        var values = CursorState.NewValues();
        var file = SlotFile.Open(folder.Files, path, folder.Incarnation, SlotFile.CursorMagic, values, out var found);
        if (!found) StreamLog.CursorLost(folder.Log, stream, path, "begins again");
        return new ExportCursor(name, file, found ? CursorState.From(values) : CursorState.At(0), segments, ledger, time);
    }
}

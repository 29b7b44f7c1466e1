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

    /// <summary>
    /// Cursors whose making or deletion failed half-way: nobody was told that they are there, or gone, and the next start may find them.
    /// They stay on the account, so that what it gives up meanwhile does not then count as confirmed by them. Guarded by
    /// <see cref="_changing"/>.
    /// </summary>
    private readonly HashSet<string> _unsettled = new(StringComparer.Ordinal);

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
            if (_unsettled.Contains(name)) Remove(name); // begun anew: a flush that failed once may do nothing the second time
            ExportCursor? cursor;
            lock (ledger.Gate) _byFile.TryGetValue(name, out cursor);
            if (cursor is null) return Create(name, exportId);
            if (cursor.ExportId == exportId) return cursor;
            CursorName.Save(folder.Files, PathOf(name), exportId); // made before its file told more than a digest
            cursor.ExportId = exportId;
            return cursor;
        }
    }

    public void Delete(string exportId)
    {
        var name = KeyOf(exportId);
        lock (_changing)
        {
            if (Find(name, exportId) is { } found) Remove(found);
        }
    }

    /// <summary>Saves what was confirmed.</summary>
    public void Close()
    {
        ExportCursor[] cursors;
        lock (_changing)
        {
            lock (ledger.Gate) cursors = [.. _byFile.Where(entry => !_unsettled.Contains(entry.Key)).Select(entry => entry.Value)];
        }
        foreach (var cursor in cursors)
        {
            try { cursor.Save(); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                StreamLog.CursorSaveFailed(folder.Log, stream, cursor.ExportId, e);
            }
        }
    }

    private static string KeyOf(string exportId) => CursorName.FileOf(FileNames.Check(exportId, "export id"));

    private string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>The file of an export, which may also be named as it is listed: by a digest where its file does not tell more.</summary>
    private string? Find(string name, string exportId)
    {
        lock (ledger.Gate)
            return _byFile.ContainsKey(name) ? name : _byFile.FirstOrDefault(entry => entry.Value.ExportId == exportId).Key;
    }

    private ExportCursor Create(string name, string exportId)
    {
        var path = PathOf(name);
        // Whatever a file there holds is no position of ours: all that were there are loaded, and none is unsettled.
        var file = SlotFile.Open(folder.Files, path, folder.Incarnation, SlotFile.CursorMagic, CursorState.NewValues(), out _);
        CursorState state;
        ExportCursor cursor;
        lock (ledger.Gate)
        {
            // Known before it is on disk: what is evicted meanwhile goes on its account.
            state = CursorState.At(Math.Max(segments.OldestSequence, ledger.EvictedThrough + 1));
            _byFile[name] = cursor = new ExportCursor(name, exportId, file, state, segments, ledger, time);
            ledger.Begin(cursor.Position);
        }
        _unsettled.Add(name);
        try
        {
            ledger.Save(); // first: what it has of an export that had this id before must not count against this one
            file.Save(state.ToValues());
            CursorName.Save(folder.Files, path, exportId);
            folder.Files.SyncFolder(_folder);
            _unsettled.Remove(name);
        }
        catch
        {
            TryRemove(name);
            throw;
        }
        return cursor;
    }

    /// <summary>Takes an export's file away; when this returns it does not come back. May be repeated where it failed.</summary>
    private void Remove(string name)
    {
        _unsettled.Add(name);
        folder.Files.DeleteFile(PathOf(name));
        folder.Files.SyncFolder(_folder);
        lock (ledger.Gate)
        {
            _byFile.Remove(name);
            ledger.Forget(name);
        }
        _unsettled.Remove(name);
    }

    private void TryRemove(string name)
    {
        try { Remove(name); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays unsettled, which the next call for it sees to; this one fails with what came first.
        }
    }

    private ExportCursor Load(string name, string path)
    {
        var values = CursorState.NewValues();
        var file = SlotFile.Open(folder.Files, path, folder.Incarnation, SlotFile.CursorMagic, values, out var found);
        if (!found) StreamLog.CursorLost(folder.Log, stream, path, "begins again");
        return new ExportCursor(
            name, CursorName.Read(folder.Files, path), file, found ? CursorState.From(values) : CursorState.At(0), segments, ledger, time);
    }
}

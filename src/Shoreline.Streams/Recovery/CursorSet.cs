using Microsoft.Extensions.Logging;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;

namespace Shoreline.Streams.Recovery;

/// <summary>The export cursors of one stream, open or only on disk.</summary>
internal sealed class CursorSet(IFileSystem files, string streamFolder, string stream, Incarnation incarnation, SegmentList segments, ILogger log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ExportCursor> _byFile = new(StringComparer.Ordinal);
    private readonly string _folder = Path.Combine(streamFolder, FileNames.Exports);

    /// <summary>Highest sequence that any export has confirmed: no record gets a lower one, whatever the segments say.</summary>
    public long MaxConfirmed
    {
        get { lock (_gate) return _byFile.Values.Select(cursor => cursor.Confirmed).DefaultIfEmpty(-1).Max(); }
    }

    /// <summary>Loads the cursors on disk. Their ids are known by file name only until somebody opens them.</summary>
    public void Load()
    {
        foreach (var name in files.ListFiles(_folder))
        {
            var path = Path.Combine(_folder, name);
            if (name.EndsWith(FileNames.CursorSuffix, StringComparison.Ordinal)) _byFile[name] = Load(name, path);
            else StreamLog.Foreign(log, path);
        }
    }

    public ExportCursor Open(string exportId)
    {
        var name = FileNames.Encode(FileNames.Check(exportId, "export id")) + FileNames.CursorSuffix;
        lock (_gate)
        {
            if (!_byFile.TryGetValue(name, out var cursor)) _byFile[name] = cursor = Create(exportId, Path.Combine(_folder, name));
            cursor.ExportId = exportId; // one loaded from disk was known by its file name until now
            return cursor;
        }
    }

    public void Delete(string exportId)
    {
        var name = FileNames.Encode(FileNames.Check(exportId, "export id")) + FileNames.CursorSuffix;
        lock (_gate)
        {
            if (!_byFile.Remove(name, out var cursor)) return;
            cursor.Close();
            files.DeleteFile(Path.Combine(_folder, name));
            files.SyncFolder(_folder);
        }
    }

    /// <summary>How many records of a segment some export has not confirmed; 0 where nothing is exported.</summary>
    public long CountUnconfirmed(Segment segment)
    {
        lock (_gate)
        {
            if (_byFile.Count == 0) return 0;
            var confirmed = _byFile.Values.Min(cursor => cursor.Confirmed);
            return Math.Clamp(segment.NextSequence - 1 - confirmed, 0, segment.RecordCount);
        }
    }

    /// <summary>Saves what was confirmed and closes the files.</summary>
    public void Close()
    {
        lock (_gate)
        {
            foreach (var cursor in _byFile.Values)
            {
                try { cursor.Save(); }
                catch (IOException e) { StreamLog.CursorSaveFailed(log, stream, cursor.ExportId, e); }
                cursor.Close();
            }
            _byFile.Clear();
        }
    }

    private ExportCursor Create(string exportId, string path)
    {
        Span<long> confirmed = [-1];
        var file = SlotFile.Open(files, path, incarnation, SlotFile.CursorMagic, confirmed, out _);
        try
        {
            file.Save(confirmed);
            files.SyncFolder(_folder);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        return new ExportCursor(exportId, file, confirmed[0], segments);
    }

    private ExportCursor Load(string name, string path)
    {
        Span<long> confirmed = [-1];
        var file = SlotFile.Open(files, path, incarnation, SlotFile.CursorMagic, confirmed, out var found);
        if (!found) StreamLog.CursorLost(log, stream, path, "begins again");
        return new ExportCursor(name, file, confirmed[0], segments);
    }
}

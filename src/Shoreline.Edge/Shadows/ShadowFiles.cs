using Microsoft.Extensions.Logging;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Shadows;

/// <summary>Shadows on disk: a folder for each thing, a file for each shadow. Not thread-safe. Layout: docs/formats/shadow.md.</summary>
internal sealed class ShadowFiles
{
    private const string Suffix = ".shadow";
    private const string ClassicFile = "classic" + Suffix;
    private const string NamedPrefix = "name=";
    private const string DamagedSuffix = ".damaged";
    private const int MaxFileBytes = 1 << 20; // the largest document with metadata for each of its leaves stays below

    private static ReadOnlySpan<byte> Magic => "SLSH"u8;

    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly ILogger _logger;
    private readonly HashSet<ShadowId> _unsettled = []; // a write failed: nobody knows whether the old or the new is on the device

    /// <summary>Opens the folder and makes what it shows durable: a killed writer may have renamed a file and not flushed the folder.</summary>
    public ShadowFiles(IFileSystem files, string folder, ILogger logger)
    {
        (_files, _folder, _logger) = (files, folder, logger);
        files.CreateFolder(folder);
        files.SyncFolder(Path.GetDirectoryName(folder)!);
        foreach (var thing in files.ListFolders(folder))
        {
            foreach (var file in files.ListFiles(Path.Combine(folder, thing)))
            {
                if (file.EndsWith(CheckedFile.PartialSuffix, StringComparison.Ordinal)) files.DeleteFile(Path.Combine(folder, thing, file));
            }
            files.SyncFolder(Path.Combine(folder, thing));
        }
        files.SyncFolder(folder);
    }

    /// <summary>Every shadow and mark that is there. What is damaged is set aside, and logged.</summary>
    public IEnumerable<(ShadowId Id, ShadowDocument Document)> All()
    {
        foreach (var thing in _files.ListFolders(_folder).Where(ShadowId.IsThing))
        {
            foreach (var file in _files.ListFiles(Path.Combine(_folder, thing)))
            {
                if (IdOf(thing, file) is { } id && Read(id) is { } document) yield return (id, document);
            }
        }
    }

    /// <returns>Null where there is none. What it returns survives a power cut.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public ShadowDocument? Read(ShadowId id)
    {
        var path = PathOf(id);
        switch (CheckedFile.Read(_files, path, Magic, MaxFileBytes, out var content))
        {
            case CheckedRead.Missing: return null;
            case CheckedRead.Sound when ShadowDocument.Decode(content!) is { } document:
                if (_unsettled.Contains(id)) Write(id, document); // shown, it must last
                return document;
            default:
                _files.Move(path, path + DamagedSuffix);
                _files.SyncFolder(Path.GetDirectoryName(path)!);
                ShadowLog.Damaged(_logger, id.Topic, path + DamagedSuffix);
                return null;
        }
    }

    /// <summary>Durable when it returns.</summary>
    /// <exception cref="IOException">The disk refused; the old or the new document is there.</exception>
    public void Write(ShadowId id, ShadowDocument document)
    {
        var path = PathOf(id);
        var thing = Path.GetDirectoryName(path)!;
        _unsettled.Add(id);
        _files.CreateFolder(thing);
        _files.SyncFolder(_folder); // each time: a folder that is there may have been made by a write that failed at this
        CheckedFile.Write(_files, path, Magic, document.Encode());
        _unsettled.Remove(id);
    }

    public void Forget(ShadowId id)
    {
        var path = PathOf(id);
        _files.DeleteFile(path);
        _files.SyncFolder(Path.GetDirectoryName(path)!);
    }

    private string PathOf(ShadowId id) => Path.Combine(_folder, id.Thing, id.IsClassic ? ClassicFile : NamedPrefix + id.Name + Suffix);

    private static ShadowId? IdOf(string thing, string file)
    {
        if (file == ClassicFile) return new ShadowId(thing, "");
        if (!file.StartsWith(NamedPrefix, StringComparison.Ordinal) || !file.EndsWith(Suffix, StringComparison.Ordinal)) return null;
        var name = file[NamedPrefix.Length..^Suffix.Length];
        return name.Length > 0 && ShadowId.IsShadow(name) ? new ShadowId(thing, name) : null;
    }
}

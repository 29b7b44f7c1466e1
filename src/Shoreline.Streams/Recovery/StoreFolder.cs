using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;

namespace Shoreline.Streams.Recovery;

/// <summary>The root of a store: which streams have a folder there. Layout: docs/formats/segment.md.</summary>
/// <remarks>Thread-safe, but for two calls at a time about one name, which its owner prevents.</remarks>
internal sealed class StoreFolder(IFileSystem files, string root, ILogger log, TimeProvider time)
{
    /// <summary>
    /// Names whose making or deletion failed half-way, with the incarnation: nobody was told that they are there, or gone, and what a power
    /// cut would leave of them is not known. The next making or deletion of the name settles it.
    /// </summary>
    private readonly ConcurrentDictionary<string, string> _unsettled = new(StringComparer.Ordinal);

    /// <summary>Makes a folder with its missing parents, each of which lasts.</summary>
    public static void CreateDurably(IFileSystem files, string folder)
    {
        if (Path.GetDirectoryName(folder) is not { } parent) return;
        CreateDurably(files, parent);
        if (!files.FolderExists(folder)) files.CreateFolder(folder);
        // Also where it is there: who made it may have been stopped or refused before its name was on the device, and all streams would go
        // with it.
        try { files.SyncFolder(parent); }
        catch (IOException e) when (e.HResult is LibC.AccessDenied or LibC.InvalidArgument)
        {
            // Not ours, so not made by us: /, or the mount point of a file system that cannot.
        }
    }

    /// <summary>Removes what a crash left of streams being made or deleted.</summary>
    /// <returns>Names of the folders of streams.</returns>
    public List<string> Tidy()
    {
        files.SyncFolder(root); // names that a killed process left are acted upon from here on, so they must last
        foreach (var name in files.ListFiles(root).Where(name => name != FileNames.Lock)) StreamLog.Foreign(log, Path.Combine(root, name));
        var streams = new List<string>();
        foreach (var name in files.ListFolders(root))
        {
            var isLeftOver = name.StartsWith(FileNames.NewPrefix, StringComparison.Ordinal)
                || name.StartsWith(FileNames.DeletedPrefix, StringComparison.Ordinal);
            if (isLeftOver) Discard(Path.Combine(root, name));
            else if (IsNoStream(name)) StreamLog.Foreign(log, Path.Combine(root, name));
            else streams.Add(name);
        }
        return streams;
    }

    /// <returns>Null on success, otherwise what keeps the stream from being opened.</returns>
    /// <exception cref="IOException">Its definition cannot be read.</exception>
    public string? TryOpen(string name, out StreamDefinition definition, out StreamFolder folder)
    {
        var path = Path.Combine(root, name);
        var fault = DefinitionFile.TryLoad(files, path, out definition, out var incarnation, out var createdAtNs);
        folder = fault is null ? new StreamFolder(files, path, incarnation, createdAtNs, log) : null!;
        if (fault is null && FileNames.Encode(definition.Name) != name)
            fault = $"it defines '{definition.Name}', which belongs into another folder";
        return fault is null ? null : $"'{Path.Combine(path, FileNames.Definition)}': {fault}";
    }

    /// <summary>Makes the folder of a stream and opens it; when this returns it is durable.</summary>
    /// <exception cref="StreamExistsException">Somebody put a folder of that name there.</exception>
    public DurableStream Create(StreamDefinition definition, Incarnation incarnation, Func<StreamFolder, DurableStream> open)
    {
        var name = definition.Name;
        var folder = PathOf(name);
        // Begun anew: a flush that failed once may do nothing the second time.
        if (_unsettled.TryGetValue(name, out var former)) Remove(name, former);
        else if (files.FolderExists(folder)) throw new StreamExistsException(name, Exists(name, folder));
        var draft = Path.Combine(root, FileNames.NewPrefix + incarnation.Text);
        var createdAtNs = time.NowNs();
        try
        {
            files.CreateFolder(Path.Combine(draft, FileNames.Exports));
            DefinitionFile.Save(files, draft, definition, incarnation, createdAtNs);
            _unsettled[name] = incarnation.Text;
            files.Move(draft, folder);
        }
        catch
        {
            Discard(draft); // or a disk that refuses for an hour would be full of drafts
            throw;
        }
        files.SyncFolder(root);
        var stream = open(new StreamFolder(files, folder, incarnation, createdAtNs, log));
        _unsettled.TryRemove(name, out _);
        return stream;
    }

    /// <summary>Whether a deletion is under way that failed: it may be asked for again.</summary>
    public bool IsUnsettled(string name, out string incarnation) => _unsettled.TryGetValue(name, out incarnation!);

    /// <summary>Takes a stream's folder away; when this returns it does not come back. May be repeated where it failed.</summary>
    public void Remove(string name, string incarnation)
    {
        var doomed = Path.Combine(root, FileNames.DeletedPrefix + incarnation);
        _unsettled[name] = incarnation;
        if (files.FolderExists(PathOf(name))) files.Move(PathOf(name), doomed);
        files.SyncFolder(root); // before a file of it goes: half a stream must not come back under its name
        _unsettled.TryRemove(name, out _);
        Discard(doomed);
    }

    /// <summary>
    /// Deletes a folder that nobody needs. Where that fails, the next start tries again: it is no reason to do without the streams.
    /// </summary>
    private void Discard(string folder)
    {
        try
        {
            if (files.FolderExists(folder)) files.DeleteFolder(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StreamLog.NotDiscarded(log, folder, e);
        }
    }

    /// <summary>
    /// A folder such as <c>lost+found</c>, which no stream's name gives. One that holds a definition was a stream once, and is told of.
    /// </summary>
    private bool IsNoStream(string name) => !FileNames.IsEncoded(name) && !files.FileExists(Path.Combine(root, name, FileNames.Definition));

    private string PathOf(string name) => Path.Combine(root, FileNames.Encode(name));

    private static string Exists(string name, string folder) =>
        $"The stream '{name}' cannot be created: its folder '{folder}' came there since the streams were opened. "
        + "Restart the gateway to open it, or move it away first.";
}

using Shoreline.Core;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;

namespace Shoreline.Streams.Inspection;

/// <summary>
/// Looks into a stream's files and changes nothing. May run while a gateway writes them; what it is just writing then shows as a torn tail.
/// </summary>
public static class StreamInspector
{
    /// <summary>Folder of a stream below a store's root.</summary>
    public static string FolderOf(string root, string name) => Path.Combine(root, FileNames.Encode(FileNames.Check(name, "stream name")));

    /// <summary>Reads every byte of a stream.</summary>
    /// <param name="root">Root of the store.</param>
    /// <param name="files">Null for the machine's own.</param>
    /// <exception cref="StreamNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidInputException">Its definition cannot be read, so it is not known what the folder holds.</exception>
    /// <exception cref="IOException">The disk refused to read.</exception>
    public static StreamInspection Inspect(string root, string name, IFileSystem? files = null) =>
        new StreamWalk(files ?? DiskFileSystem.Instance, root, name).Run(copy: null);

    /// <summary>Hands over every sound record of a stream, the oldest first, from its files; changes nothing, also beside a running gateway.</summary>
    /// <param name="take">Called with the sequence and the payload, which is lent for the call.</param>
    /// <returns>What was found on the way: damage, and records that are missing.</returns>
    /// <exception cref="StreamNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidInputException">Its definition cannot be read.</exception>
    /// <exception cref="IOException">The disk refused to read.</exception>
    public static StreamInspection Read(string root, string name, Action<long, ReadOnlySpan<byte>> take, IFileSystem? files = null)
    {
        ArgumentNullException.ThrowIfNull(take);
        return new StreamWalk(files ?? DiskFileSystem.Instance, root, name).Run(copy: null, (header, payload) => take(header.Sequence, payload));
    }

    /// <summary>
    /// Writes a clean copy of a stream into another root: every sound record under its sequence, in sealed segments, with the definition,
    /// the positions of the exports and the account. The original is only read. Its gateway must not run: what it appends meanwhile may be
    /// left out.
    /// </summary>
    /// <param name="intoRoot">Root of the copy, made if missing; must not hold a stream of that name.</param>
    /// <returns>What was found in the original.</returns>
    /// <exception cref="StreamExistsException">There is one already.</exception>
    public static StreamInspection Repair(string root, string name, string intoRoot, IFileSystem? files = null)
    {
        files ??= DiskFileSystem.Instance;
        var (from, into) = (FolderOf(root, name), FolderOf(intoRoot, name));
        if (Path.GetFullPath(from) == Path.GetFullPath(into))
            throw new InvalidInputException("The copy must go to another root than the original's. Give another folder.");
        if (files.FolderExists(into))
            throw new StreamExistsException(
                name, $"There is a stream '{name}' at '{into}' already. Give another folder, or move it away first.");
        var walk = new StreamWalk(files, root, name);
        // What a crash leaves of it, the next opening of that root removes.
        var draft = Path.Combine(intoRoot, FileNames.NewPrefix + walk.Incarnation.Text);
        if (files.FolderExists(draft)) files.DeleteFolder(draft);
        var inspection = walk.Run(new StreamCopy(files, draft, walk.Incarnation));
        files.Move(draft, into);
        files.SyncFolder(intoRoot);
        return inspection;
    }
}

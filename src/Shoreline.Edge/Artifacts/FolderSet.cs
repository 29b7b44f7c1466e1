using Shoreline.Streams.Files;

namespace Shoreline.Edge.Artifacts;

/// <summary>Folders made for one purpose, with the rights of an artifact tree, to be made durable together.</summary>
/// <param name="top">Is there, and everything is below it.</param>
internal sealed class FolderSet(IFileSystem files, IArtifactDisk disk, string top)
{
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);

    public void Make(string folder)
    {
        if (!_touched.Add(folder)) return;
        if (folder == top) return;
        Make(Path.GetDirectoryName(folder)!); // also where the folder is there: a killed process may have made it, and its name may not be on the disk yet
        if (files.FolderExists(folder)) return;
        files.CreateFolder(folder);
        disk.SetMode(folder, Unpacking.FolderMode);
    }

    public void Sync()
    {
        foreach (var folder in _touched) files.SyncFolder(folder);
    }
}

using Shoreline.Streams.Files;

namespace Shoreline.Edge.Exports;

/// <summary>Writes small files so that after a power cut the old or the new content is there, never a part.</summary>
internal static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var partial = path + ".partial";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (var file = new FileStream(partial, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
        DiskFileSystem.Instance.SyncFolder(Path.GetDirectoryName(path)!);
    }

    public static void Delete(string path)
    {
        File.Delete(path);
        DiskFileSystem.Instance.SyncFolder(Path.GetDirectoryName(path)!);
    }
}

using System.Runtime.InteropServices;

namespace Shoreline.Edge.Artifacts;

/// <summary>The machine's own disk.</summary>
internal sealed partial class UnixArtifactDisk : IArtifactDisk
{
    public static UnixArtifactDisk Instance { get; } = new();

    public long UsableBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    public void SetMode(string path, UnixFileMode mode) => File.SetUnixFileMode(path, mode);

    public bool TryLink(string content, string path)
    {
        // Two names of one file share its rights and owner, so only the first that wants it gets a link: the store's own files are the owner's to write, and no artifact ever is.
        return File.GetUnixFileMode(content) == ContentStore.Unlinked && Link(content, path) == 0;
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string from, string to);
}

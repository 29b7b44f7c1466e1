namespace Shoreline.Edge.Artifacts;

/// <summary>What artifacts ask of a disk beyond bytes and names: rights, links and room. Tests that stop the disk have none of these.</summary>
internal interface IArtifactDisk
{
    /// <summary>Bytes that may still be written below a folder.</summary>
    long UsableBytes(string folder);

    void SetMode(string path, UnixFileMode mode);

    /// <summary>Gives a stored file a second name instead of copying it.</summary>
    /// <returns>False where that cannot be: it must be copied.</returns>
    bool TryLink(string content, string path);
}

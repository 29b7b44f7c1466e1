namespace Shoreline.Edge;

/// <summary>Replaces a file in one step, so that a reader sees the old or the new content and never a part.</summary>
internal static class AtomicFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Readable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <param name="mode">Of the new file; <see cref="OwnerOnly"/> for what may hold a secret.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = Readable)
    {
        var partial = path + ".partial";
        File.Delete(partial); // what a killed writer left would keep its mode
        using (var file = new FileStream(partial, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
            file.Write(content);
        }
        File.Move(partial, path, overwrite: true);
    }
}

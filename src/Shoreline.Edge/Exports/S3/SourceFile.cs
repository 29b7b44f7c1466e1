using Shoreline.Core;

namespace Shoreline.Edge.Exports.S3;

/// <summary>A file to upload, and what tells whether it is still the same.</summary>
/// <param name="ModifiedNs">Time of its last change, in nanoseconds since the Unix epoch.</param>
internal readonly record struct SourceFile(string Path, long Bytes, long ModifiedNs)
{
    /// <summary>The file as it is now.</summary>
    /// <param name="fault">Why there is none to read, where this returns null.</param>
    public static SourceFile? Look(string path, out string? fault)
    {
        try
        {
            using var file = File.OpenHandle(path); // tells of missing rights as well
            fault = null;
            return new SourceFile(path, RandomAccess.GetLength(file), Timestamps.ToNs(File.GetLastWriteTimeUtc(file)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            fault = $"the file {path} is not there";
        }
        catch (UnauthorizedAccessException)
        {
            fault = Directory.Exists(path) ? $"{path} is a folder" : $"the file {path} may not be read";
        }
        return null;
    }

    /// <summary>Whether it changed since.</summary>
    public bool HasChanged() => Look(Path, out _) != this;

    public FileStream OpenAt(long offset)
    {
        var file = new FileStream(Path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete });
        file.Position = offset;
        return file;
    }
}

using System.Text;
using Shoreline.Edge.ConfigStore;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Artifacts;

/// <summary>
/// The images that deployments asked the container engine for, and that it has not been told to remove: <c>packages/images</c>,
/// docs/formats/deployment.md. One deployment at a time.
/// </summary>
/// <remarks>
/// An image is noted before it is pulled, and struck out after it is removed, so that one is never forgotten: not by a kill, and not where
/// the deployment that asked for it failed.
/// </remarks>
internal sealed class NotedImages(IFileSystem files, string path)
{
    private const long MostBytes = 4 << 20; // a file of more is not ours

    /// <summary>As recipes wrote them. Lines that are no image are left out.</summary>
    public IReadOnlyList<string> Read()
    {
        if (!files.FileExists(path)) return [];
        using var file = files.Open(path, FileOpen.Read);
        if (file.Length > MostBytes)
        {
            throw new IOException(
                $"'{path}' has {file.Length:N0} bytes; {MostBytes:N0} are the most. Delete it: images that no component needs are then " +
                "left to the engine's own clean-up.");
        }
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return [.. Encoding.UTF8.GetString(bytes).Split('\n').Where(ImageReference.IsValid).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Durable when it returns.</summary>
    public void Note(string image)
    {
        var noted = Read();
        if (!noted.Contains(image)) Write(noted.Append(image));
    }

    /// <summary>Durable when it returns.</summary>
    public void Strike(string image) => Write(Read().Where(other => other != image));

    private void Write(IEnumerable<string> images) =>
        ConfigFiles.Replace(files, path, Encoding.UTF8.GetBytes(string.Concat(images.Select(image => image + '\n'))));
}

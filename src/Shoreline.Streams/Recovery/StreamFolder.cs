using Microsoft.Extensions.Logging;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;

namespace Shoreline.Streams.Recovery;

/// <summary>Where a stream's files are, and whose they are.</summary>
internal sealed class StreamFolder(IFileSystem files, string path, Incarnation incarnation, long createdAtNs, ILogger log)
{
    private readonly HashSet<string> _foreign = new(StringComparer.Ordinal);

    public IFileSystem Files { get; } = files;

    public string Path { get; } = path;

    public Incarnation Incarnation { get; } = incarnation;

    public long CreatedAtNs { get; } = createdAtNs;

    public ILogger Log { get; } = log;

    /// <summary>Remembers a file that bears the name of a segment and is none of this stream's.</summary>
    public void AddForeign(string path) => _foreign.Add(path);

    /// <summary>
    /// Makes way for a new segment: a file of that name holds nothing that was acknowledged, or is not ours and is moved aside.
    /// </summary>
    public void MakeWay(string path)
    {
        if (!Files.FileExists(path)) return;
        if (_foreign.Remove(path)) Files.Move(path, path + ".foreign");
        else Files.DeleteFile(path);
    }
}

namespace Shoreline.Edge.Artifacts;

/// <summary>The names of one archive: each file once, and none that is a folder too.</summary>
internal sealed class ArchiveNames
{
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal) { "" };

    public int Count { get; private set; }

    /// <exception cref="ArchiveException">Two entries want the same place.</exception>
    public void Add(ArchiveEntry entry)
    {
        Count++;
        if (entry.Content is not null)
        {
            if (_folders.Contains(entry.Path) || !_files.Add(entry.Path)) throw Twice(entry.Path);
        }
        else if (_files.Contains(entry.Path))
        {
            throw Twice(entry.Path);
        }
        for (var folder = entry.Content is null ? entry.Path : ParentOf(entry.Path); _folders.Add(folder); folder = ParentOf(folder))
            if (_files.Contains(folder)) throw Twice(folder);
    }

    private static string ParentOf(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";

    private static ArchiveException Twice(string path) => new($"'{path}' is in it twice");
}

namespace Shoreline.Edge.Artifacts;

/// <summary>The artifact folder of a local deployment: <c>&lt;component&gt;/&lt;version&gt;/&lt;files&gt;</c> (greengrass-components, 7.3).</summary>
internal static class LocalArtifacts
{
    private const int MostFiles = 100_000;

    /// <summary>Every file, by version and path below that. Links are not followed: the folder's owner need not be who may read what they lead to.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static Dictionary<PackageId, List<string>> List(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        var found = new Dictionary<PackageId, List<string>>();
        var count = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*", options))
        {
            if (++count > MostFiles) throw new IOException($"'{folder}' holds more than {MostFiles:N0} files. Name a folder of artifacts alone.");
            var parts = Path.GetRelativePath(folder, path).Split('/');
            if (parts.Length < 3) continue; // belongs to no version
            var id = new PackageId(parts[0], parts[1]);
            if (!found.TryGetValue(id, out var files)) found[id] = files = [];
            files.Add(string.Join('/', parts[2..]));
        }
        return found;
    }
}

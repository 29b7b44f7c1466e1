namespace Shoreline.Edge.Artifacts;

/// <summary>Names of archive entries, made safe or refused.</summary>
internal static class ArchivePath
{
    private const int MostNameBytes = 255; // ext4, and most others
    private const int MostPathChars = 1024;

    /// <returns>The name as a relative path; empty for the folder itself.</returns>
    /// <exception cref="ArchiveException">It leads out of the folder, or is no name.</exception>
    public static string Check(string name)
    {
        if (name.Length > MostPathChars) throw new ArchiveException($"the name of an entry has {name.Length:N0} characters, and at most {MostPathChars:N0} are taken");
        var slashed = name.Replace('\\', '/'); // some Windows programs write these
        if (slashed.StartsWith('/') || (slashed.Length > 1 && slashed[1] == ':' && char.IsAsciiLetter(slashed[0]))) throw Bad(name, "is absolute");
        if (slashed.Any(char.IsControl)) throw Bad(name, "holds control characters");
        var parts = slashed.Split('/').Where(part => part is not ("" or ".")).ToArray();
        if (parts.Contains("..")) throw Bad(name, "leads out of the folder");
        if (parts.Any(part => System.Text.Encoding.UTF8.GetByteCount(part) > MostNameBytes)) throw Bad(name, $"has a part of more than {MostNameBytes} bytes");
        return string.Join('/', parts);
    }

    private static ArchiveException Bad(string name, string why) => new($"the entry '{name.ReplaceLineEndings(" ")}' {why}");
}

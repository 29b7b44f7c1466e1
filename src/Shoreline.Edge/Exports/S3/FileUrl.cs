namespace Shoreline.Edge.Exports.S3;

/// <summary>The file that an <c>inputUrl</c> names: <c>file:/path</c>, <c>file:///path</c>.</summary>
internal static class FileUrl
{
    private const string Scheme = "file:";
    private const string LocalHost = "localhost";

    /// <param name="path">The path as it stands in the URL, or where there is none, why.</param>
    public static bool TryGetPath(string url, out string path)
    {
        path = "";
        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) path = $"'{url}' is no URL of a local file: file:/path";
        var rest = url[Math.Min(Scheme.Length, url.Length)..];
        if (path.Length == 0 && rest.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', 2);
            var host = slash < 0 ? rest[2..] : rest[2..slash];
            if (host.Length > 0 && !host.Equals(LocalHost, StringComparison.OrdinalIgnoreCase))
            {
                path = $"'{url}' names a file of another machine, '{host}'";
            }
            rest = slash < 0 ? "" : rest[slash..];
        }
        if (path.Length == 0 && !rest.StartsWith('/')) path = $"'{url}' names no absolute path";
        if (path.Length == 0 && rest.Contains('\0', StringComparison.Ordinal)) path = "the input URL holds a NUL";
        if (path.Length > 0) return false;
        path = rest;
        return true;
    }

    /// <summary>The file itself: programs write paths both plainly and percent-encoded, so the one that is there is meant.</summary>
    public static string Locate(string path)
    {
        if (!path.Contains('%', StringComparison.Ordinal) || File.Exists(path)) return path;
        var decoded = Uri.UnescapeDataString(path);
        return !decoded.Contains('\0', StringComparison.Ordinal) && File.Exists(decoded) ? decoded : path;
    }
}

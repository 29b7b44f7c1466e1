namespace Shoreline.Core;

/// <summary>
/// Test clips and models beside the project: <c>$SHORELINE_ASSETS</c>, by default <c>../shared</c> from the project's folder.
/// </summary>
public static class Assets
{
    /// <summary>The folder, or null where there is none.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SHORELINE_ASSETS") is { Length: > 0 } given) return Directory.Exists(given) ? given : null;
        var home = FindHome();
        var beside = home is null ? null : Path.GetFullPath(Path.Combine(home, "..", "shared"));
        return Directory.Exists(beside) ? beside : null;
    }

    /// <summary>
    /// The project's folder (it holds <c>Shoreline.slnx</c> and <c>models/</c>), or the installed program's; null where neither is found.
    /// </summary>
    /// <remarks><c>SHORELINE_HOME</c> wins; the launcher sets it.</remarks>
    public static string? FindHome()
    {
        if (Environment.GetEnvironmentVariable("SHORELINE_HOME") is { Length: > 0 } given) return given;
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Shoreline.slnx"))) return folder;
        }
        return null;
    }
}

namespace Shoreline.Edge.Runtime.Logs;

/// <summary>How logs are kept: the nucleus' option <c>logging</c> (greengrass-components, section 10).</summary>
internal sealed record LogOptions
{
    public LogLevelName Level { get; init; } = LogLevelName.Info;

    public bool IsJson { get; init; }

    /// <summary>To standard output instead of files.</summary>
    public bool IsConsole { get; init; }

    /// <summary>Absolute; null: <c>logs</c> under the root.</summary>
    public string? Folder { get; init; }

    /// <summary>A file is turned over when the next lines would make it larger.</summary>
    public long FileBytes { get; init; } = 1024 << 10;

    /// <summary>Of all files of one name. At least twice <see cref="FileBytes"/> is kept.</summary>
    public long TotalBytes { get; init; } = 10240 << 10;
}

internal enum LogLevelName
{
    Debug,
    Info,
    Warn,
    Error,
}

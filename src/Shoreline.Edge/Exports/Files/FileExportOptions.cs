namespace Shoreline.Edge.Exports.Files;

/// <summary>An export <c>to: file</c>.</summary>
internal sealed record FileExportOptions
{
    /// <summary>Name of the cursor.</summary>
    public required string Id { get; init; }

    /// <summary>Below it each stream has a folder. Made where it is missing. No two exports share one.</summary>
    public required string Folder { get; init; }

    /// <summary>A file of this size is closed and the next begun. Default 64 MiB.</summary>
    public long RollBytes { get; init; } = 64 << 20;

    /// <summary>A file of this age is closed, also where nothing comes any more. Default one hour.</summary>
    public TimeSpan RollTime { get; init; } = TimeSpan.FromHours(1);
}

namespace Shoreline.Lake;

/// <summary>Limits of a lake's engines.</summary>
public sealed record LakeOptions
{
    /// <summary>Memory that writing and jobs may use, in bytes. Default 512 MiB.</summary>
    public long WorkMemoryBytes { get; init; } = 512L << 20;

    /// <summary>Memory that all queries together may use, in bytes. Default 512 MiB.</summary>
    public long QueryMemoryBytes { get; init; } = 512L << 20;

    /// <summary>Queries that run at once; more wait. Default 4.</summary>
    public int ConcurrentQueries { get; init; } = 4;

    /// <summary>Threads of each engine. Default: one for each processor, at most 8.</summary>
    public int Threads { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Folder for files that are being made; a new one under the system's temporary folder where null. Emptied when the lake
    /// closes.</summary>
    public string? ScratchFolder { get; init; }
}

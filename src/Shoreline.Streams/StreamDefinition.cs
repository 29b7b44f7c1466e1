namespace Shoreline.Streams;

/// <summary>What a stream is to be. Kept in <c>definition.json</c>.</summary>
public sealed record StreamDefinition
{
    /// <summary>1 to 255 UTF-16 units, any text; compared exactly.</summary>
    public required string Name { get; init; }

    /// <summary>Most bytes that records and their 32-byte headers may take. Default 256 MiB, at least 1 KiB.</summary>
    public long MaxBytes { get; init; } = 256L << 20;

    /// <summary>
    /// Size at which a segment is sealed, in bytes; also the least that is evicted at once. Default 16 MiB, 1 KiB to 2 GiB, at most
    /// <see cref="MaxBytes"/>.
    /// </summary>
    public int SegmentBytes { get; init; } = 16 << 20;

    /// <summary>What an append does to a full stream.</summary>
    public OnFull OnFull { get; init; } = OnFull.Reject;

    /// <summary>When a record counts as stored.</summary>
    public FlushMode Flush { get; init; } = FlushMode.Durable;

    /// <summary>With <see cref="FlushMode.Relaxed"/>: a power cut takes at most this much. Default 200 ms, 1 ms to 1 min.</summary>
    public TimeSpan RelaxedWindow { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long records are kept at least, unless the stream is full and overwrites; then they may go, in whole segments. 1 min or more;
    /// null keeps them until there is no room.
    /// </summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>
    /// Whether records go at the end of their time also where an export has not confirmed them; what goes so is counted. Default: they wait
    /// for it.
    /// </summary>
    public bool ExpiresUnexported { get; init; }

    /// <summary>Whether the stream outlives the process.</summary>
    public Persistence Persistence { get; init; } = Persistence.File;

    /// <summary>Free text for the owner's use.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Text that the owner keeps with the stream, such as an export definition; the log does not read it.</summary>
    public string? Extension { get; init; }
}

/// <summary>What an append does to a full stream.</summary>
public enum OnFull
{
    /// <summary>It fails with <see cref="StreamFullException"/>.</summary>
    Reject,

    /// <summary>It evicts the oldest segments, exported or not; what was not is counted.</summary>
    OverwriteOldest,
}

/// <summary>When a record counts as stored.</summary>
public enum FlushMode
{
    /// <summary>Once it is flushed to the device.</summary>
    Durable,

    /// <summary>
    /// Once the operating system has it; flushed within <see cref="StreamDefinition.RelaxedWindow"/>. Survives a killed process, not always
    /// a power cut.
    /// </summary>
    Relaxed,
}

/// <summary>Where records live.</summary>
public enum Persistence
{
    File,

    /// <summary>In memory: gone with the process, definition and all.</summary>
    Memory,
}

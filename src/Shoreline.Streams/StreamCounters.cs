namespace Shoreline.Streams;

/// <summary>
/// A stream's account of itself at one moment. Values marked durable go on over restarts; the rest count since the store was opened.
/// </summary>
public readonly record struct StreamCounters
{
    /// <summary>Records acknowledged.</summary>
    public long Appended { get; init; }

    /// <summary>Bytes of their payloads.</summary>
    public long AppendedBytes { get; init; }

    /// <summary>Batches written: <c>Appended / Batches</c> is how many records share a flush.</summary>
    public long Batches { get; init; }

    /// <summary>Appends refused because the stream was full.</summary>
    public long Rejected { get; init; }

    /// <summary>Writes or flushes that the disk refused.</summary>
    public long FailedWrites { get; init; }

    /// <summary>Relaxed streams: bytes acknowledged whose flush failed. They can be read now, and may be gone after a power cut.</summary>
    public long BytesAtRisk { get; init; }

    /// <summary>Records deleted to make room. Durable.</summary>
    public long Evicted { get; init; }

    /// <summary>Of these, records that some export had not confirmed. Durable.</summary>
    public long EvictedBeforeExport { get; init; }

    /// <summary>Records found damaged and set aside. Durable.</summary>
    public long Quarantined { get; init; }

    /// <summary>Bytes set aside. Durable.</summary>
    public long QuarantinedBytes { get; init; }

    /// <summary>Torn tails cut on opening. Durable.</summary>
    public long CutTails { get; init; }

    /// <summary>Bytes cut from them. Durable.</summary>
    public long CutBytes { get; init; }

    /// <summary>Records whose segment file is gone. Durable.</summary>
    public long Missing { get; init; }
}

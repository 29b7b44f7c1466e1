namespace Shoreline.Streams.Accounts;

/// <summary>What a stream counts over all days, since it was created.</summary>
internal sealed record LedgerTotals
{
    /// <summary>Records up to this sequence were given up; −1 for none.</summary>
    public long EvictedThrough { get; init; } = -1;

    public long Evicted { get; init; }

    /// <summary>Of <see cref="Evicted"/>, records that some export had not confirmed.</summary>
    public long EvictedBeforeExport { get; init; }

    public long Quarantined { get; init; }

    public long QuarantinedBytes { get; init; }

    public long CutTails { get; init; }

    public long CutBytes { get; init; }

    public long Missing { get; init; }
}

namespace Shoreline.Streams;

/// <summary>
/// What became of the records that a stream took in on one UTC day, as one export of it sees them. In every row, at every moment,
/// <c>Appended = Confirmed + Waiting + Evicted + Quarantined</c>. Meaning of each number: docs/formats/ledger.md.
/// </summary>
public sealed record LedgerRow
{
    /// <summary>By the append time of the records, which never goes back within a stream.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The export; empty for the stream by itself, where nothing is ever confirmed.</summary>
    public required string ExportId { get; init; }

    /// <summary>First sequence of the day that the export answers for.</summary>
    public required long FirstSequence { get; init; }

    /// <summary>One more than the last sequence of the day; <see cref="FirstSequence"/> where there is none.</summary>
    public required long NextSequence { get; init; }

    /// <summary>Records acknowledged to their writers.</summary>
    public long Appended => NextSequence - FirstSequence;

    /// <summary>Records that the destination has, or refused for good and that are dead letters now.</summary>
    public required long Confirmed { get; init; }

    /// <summary>Of <see cref="Confirmed"/>, those refused.</summary>
    public required long Refused { get; init; }

    /// <summary>Records still to be sent; in the row of the stream by itself, records that can be read.</summary>
    public required long Waiting { get; init; }

    /// <summary>Records given up for space or age before they were confirmed.</summary>
    public required long Evicted { get; init; }

    /// <summary>Least range that holds the evicted ones; null where there are none.</summary>
    public required SequenceRange? EvictedRange { get; init; }

    /// <summary>Records lost to damage, or with a file that is gone, before they were confirmed.</summary>
    public required long Quarantined { get; init; }

    /// <summary>Least range that holds the quarantined ones; null where there are none.</summary>
    public required SequenceRange? QuarantinedRange { get; init; }

    /// <summary>
    /// Appends refused because the stream was full: never acknowledged, so no part of the sum. Those of the last minute may be forgotten by
    /// a killed process.
    /// </summary>
    public required long Rejected { get; init; }
}

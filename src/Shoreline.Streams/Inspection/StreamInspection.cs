namespace Shoreline.Streams.Inspection;

/// <summary>What a stream's files hold, each byte of them looked at.</summary>
public sealed record StreamInspection
{
    public required StreamDefinition Definition { get; init; }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public required string Incarnation { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<SegmentInspection> Segments { get; init; }

    public required IReadOnlyList<CursorInspection> Cursors { get; init; }

    /// <summary>Files with damaged bytes that were set aside earlier, by name.</summary>
    public required IReadOnlyList<string> Quarantined { get; init; }

    /// <summary>All that is not as it should be.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Records that can be read.</summary>
    public long Records => Segments.Sum(segment => segment.Records);

    /// <summary>Bytes of their payloads.</summary>
    public long PayloadBytes => Segments.Sum(segment => segment.PayloadBytes);

    /// <summary>Whether nothing that was acknowledged is lost.</summary>
    public bool IsSound => !Findings.Any(finding => finding.IsLoss);
}

/// <summary>One segment file.</summary>
/// <param name="NextSequence">One more than the last record's; <paramref name="FirstSequence"/> where it holds none.</param>
/// <param name="IsSealed">It carries a footer: nothing is appended to it.</param>
public sealed record SegmentInspection(
    string File, long FirstSequence, long NextSequence, long Records, long PayloadBytes, long FileBytes, bool IsSealed);

/// <summary>One export's position.</summary>
public sealed record CursorInspection(string ExportId, long Start, long Confirmed, ExportTotals Totals);

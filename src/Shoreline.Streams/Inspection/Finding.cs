namespace Shoreline.Streams.Inspection;

/// <summary>What is not as it should be in a stream's files.</summary>
public enum FindingKind
{
    /// <summary>Bytes behind the last whole record: a write that a crash cut off, or one under way in a running gateway.</summary>
    TornTail,

    /// <summary>A record whose payload is not what was written.</summary>
    DamagedPayload,

    /// <summary>Bytes that are no record.</summary>
    DamagedBytes,

    /// <summary>A segment's header does not carry its checksum; its records may be sound.</summary>
    DamagedHeader,

    /// <summary>A sealed segment's trailer or index does not carry its checksum, or does not say what the records say.</summary>
    DamagedFooter,

    /// <summary>Sequences that no file holds.</summary>
    MissingRecords,

    /// <summary>
    /// Records behind the next segment's first sequence: a batch that was never acknowledged, whose sequences were given out again.
    /// </summary>
    Superseded,

    /// <summary>An export's position cannot be read.</summary>
    DamagedCursor,

    /// <summary>Neither file of the account can be read.</summary>
    DamagedLedger,

    /// <summary>A file or folder that is not one of the stream's.</summary>
    Foreign,
}

/// <summary>One thing that is not as it should be.</summary>
/// <param name="File">Name of the file in the stream's folder.</param>
/// <param name="Offset">Where in the file; 0 where the whole file is meant.</param>
/// <param name="Bytes">How many bytes.</param>
/// <param name="Lost">Sequences that cannot be read because of it.</param>
public sealed record Finding(FindingKind Kind, string File, long Offset = 0, long Bytes = 0, SequenceRange? Lost = null)
{
    /// <summary>Whether acknowledged data or positions are lost; a torn tail, superseded records and foreign files are no loss.</summary>
    public bool IsLoss => Kind is not (FindingKind.TornTail or FindingKind.Superseded or FindingKind.Foreign);

    public override string ToString()
    {
        var what = Kind switch
        {
            FindingKind.TornTail =>
                $"{Bytes:N0} bytes behind the last whole record: torn by a crash and never acknowledged, or being written now",
            FindingKind.DamagedPayload => "the payload of a record is not what was written",
            FindingKind.DamagedBytes => $"{Bytes:N0} bytes are no record",
            FindingKind.DamagedHeader => "the header of the segment is damaged",
            FindingKind.DamagedFooter => "the footer is damaged; the records do not need it",
            FindingKind.MissingRecords => "no file holds these records",
            FindingKind.Superseded => "records of a batch that was never acknowledged; their sequences were given out again",
            FindingKind.DamagedCursor => "the position of the export cannot be read; it begins again with the oldest record",
            FindingKind.DamagedLedger => "the account cannot be read; it begins anew",
            _ => "does not belong to the stream; it is left alone",
        };
        var lost = Lost switch
        {
            null => "",
            { Count: 1 } one => $"; record {one.First} is lost",
            { } range => $"; records {range.First} to {range.Last} are lost",
        };
        return $"{File}{(Offset > 0 ? $" at byte {Offset:N0}" : "")}: {what}{lost}";
    }
}

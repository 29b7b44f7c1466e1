namespace Shoreline.Lake;

/// <summary>One record as it was received. <c>(Device, Stream, Incarnation, Sequence)</c> names it; it may arrive more than once.</summary>
/// <param name="RecordTimeNs">When the edge appended it, nanoseconds since the Unix epoch; kept to the microsecond.</param>
/// <param name="ReceivedTimeNs">When the cloud got it, likewise.</param>
/// <param name="Payload">The record; of a media record only the header's JSON. Read before <see cref="DataLake.AppendRawAsync"/>
/// completes.</param>
/// <param name="ObjectKey">Where a media record's bytes lie in the bucket; null otherwise.</param>
public readonly record struct RawRow(
    string Device, string Stream, string Incarnation, long Sequence, long RecordTimeNs, long ReceivedTimeNs, ReadOnlyMemory<byte> Payload,
    string? ObjectKey);

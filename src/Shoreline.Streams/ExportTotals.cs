namespace Shoreline.Streams;

/// <summary>What an export has delivered since it was created, durable with its position.</summary>
/// <param name="Records">Records that the destination has taken.</param>
/// <param name="Bytes">Bytes of their payloads.</param>
/// <param name="Refused">Records that the destination refused for good.</param>
/// <param name="LastConfirmedAtNs">When the destination confirmed last, in nanoseconds since the Unix epoch; 0 for never.</param>
public readonly record struct ExportTotals(long Records, long Bytes, long Refused, long LastConfirmedAtNs);

namespace Shoreline.Streams;

/// <summary>
/// One record as read. <c>Payload</c> is borrowed from its <see cref="RecordBatch"/>: valid until the batch is read into again or disposed.
/// </summary>
/// <param name="Sequence">Position in the stream, from 0, never used twice.</param>
/// <param name="AppendedAtNs">When it was appended, in nanoseconds since the Unix epoch; never less than that of the record before.</param>
public readonly record struct StreamRecord(long Sequence, long AppendedAtNs, ReadOnlyMemory<byte> Payload);

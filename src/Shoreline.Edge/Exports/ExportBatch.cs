using System.Buffers;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>
/// Consecutive records of one stream on their way to one destination, in memory of their own until disposed. Knows which of them are
/// settled, so that a destination which takes some and not others gets only the others again.
/// </summary>
/// <remarks>Used by one attempt at a time.</remarks>
internal sealed class ExportBatch : IDisposable
{
    private readonly StreamRecord[] _records;
    private readonly RecordState[] _states;
    private Dictionary<int, string>? _reasons; // of the refused ones, by index
    private byte[]? _buffer;

    private ExportBatch(DurableStream stream, StreamRecord[] records, byte[] buffer, int bytes)
    {
        (Stream, Incarnation) = (stream.Name, stream.Incarnation);
        (_records, _buffer, Bytes) = (records, buffer, bytes);
        (_states, PendingCount) = (new RecordState[records.Length], records.Length);
    }

    private enum RecordState : byte { Pending, Delivered, Refused }

    public string Stream { get; }

    /// <summary>Of the stream; with it a sequence names a record for ever.</summary>
    public string Incarnation { get; }

    /// <summary>The records, at least one; their payloads are valid until the batch is disposed.</summary>
    public ReadOnlySpan<StreamRecord> Records => _records;

    public int Count => _records.Length;

    public long First => _records[0].Sequence;

    public long Last => _records[^1].Sequence;

    /// <summary>Size of the payloads.</summary>
    public int Bytes { get; }

    /// <summary>Records that are neither delivered nor refused: what an attempt has to send.</summary>
    public int PendingCount { get; private set; }

    /// <summary>Records that the destination will never take.</summary>
    public int RefusedCount => _reasons?.Count ?? 0;

    /// <summary>Size of the payloads that are pending.</summary>
    public long PendingBytes => SumOf(RecordState.Pending);

    /// <summary>Size of the payloads that are delivered.</summary>
    public long DeliveredBytes => SumOf(RecordState.Delivered);

    public bool IsPending(int index) => _states[index] == RecordState.Pending;

    /// <summary>The destination has stored this record, if not all of the batch: the next attempt leaves it out.</summary>
    public void SetDelivered(int index) => Settle(index, RecordState.Delivered);

    /// <summary>The destination will never take this record, whatever becomes of the others.</summary>
    /// <param name="reason">One line for people.</param>
    public void SetRefused(int index, string reason)
    {
        Settle(index, RecordState.Refused);
        (_reasons ??= [])[index] = reason;
    }

    /// <summary>The destination has stored all that was pending.</summary>
    public void SetRestDelivered()
    {
        for (var i = 0; PendingCount > 0; i++)
        {
            if (IsPending(i)) SetDelivered(i);
        }
    }

    /// <summary>The destination will never take what is pending.</summary>
    public void SetRestRefused(string reason)
    {
        for (var i = 0; PendingCount > 0; i++)
        {
            if (IsPending(i)) SetRefused(i, reason);
        }
    }

    /// <summary>Why a record was refused; null where it was not.</summary>
    public string? RefusalOf(int index) => _reasons?.GetValueOrDefault(index);

    /// <summary>
    /// Reads the next batch: records from <paramref name="from"/> on, up to the first gap (what was evicted or quarantined), and none that
    /// a power cut could still take: its sequence would be given to another record, which the destination would take for a repetition.
    /// </summary>
    /// <param name="reader">The export's place in the stream; kept from call to call.</param>
    /// <returns>Null where there is none yet.</returns>
    public static ExportBatch? Read(DurableStream stream, long from, ExportLimits limits, RecordBatch reader)
    {
        var durable = stream.DurableSequence;
        if (stream.Read(from, limits.BatchRecords, limits.BatchBytes, reader) == 0 || reader[0].Sequence > durable) return null;
        var (count, bytes) = (0, 0);
        for (; count < reader.Count && reader[count].Sequence == reader[0].Sequence + count && reader[count].Sequence <= durable; count++)
        {
            bytes += reader[count].Payload.Length;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(bytes);
        var records = new StreamRecord[count];
        var offset = 0;
        for (var i = 0; i < count; i++)
        {
            var payload = reader[i].Payload;
            payload.CopyTo(buffer.AsMemory(offset));
            records[i] = reader[i] with { Payload = buffer.AsMemory(offset, payload.Length) };
            offset += payload.Length;
        }
        return new ExportBatch(stream, records, buffer, bytes);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer) ArrayPool<byte>.Shared.Return(buffer);
    }

    private long SumOf(RecordState state)
    {
        var bytes = 0L;
        for (var i = 0; i < _states.Length; i++)
        {
            if (_states[i] == state) bytes += _records[i].Payload.Length;
        }
        return bytes;
    }

    private void Settle(int index, RecordState state)
    {
        if (_states[index] != RecordState.Pending) throw new InvalidOperationException($"Record {index} of the batch is settled already.");
        _states[index] = state;
        PendingCount--;
    }
}

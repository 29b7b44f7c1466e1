using System.Buffers;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>Consecutive records of one stream on their way to one destination, in memory of their own until disposed.</summary>
internal sealed class ExportBatch : IDisposable
{
    private readonly StreamRecord[] _records;
    private byte[]? _buffer;

    private ExportBatch(DurableStream stream, StreamRecord[] records, byte[] buffer, int bytes)
    {
        (Stream, Incarnation) = (stream.Name, stream.Incarnation);
        (_records, _buffer, Bytes) = (records, buffer, bytes);
    }

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

    /// <summary>Reads the next batch: records from <paramref name="from"/> on, up to the first gap (what was evicted or quarantined).</summary>
    /// <param name="reader">The export's place in the stream; kept from call to call.</param>
    /// <returns>Null where there is none yet.</returns>
    public static ExportBatch? Read(DurableStream stream, long from, ExportLimits limits, RecordBatch reader)
    {
        if (stream.Read(from, limits.BatchRecords, limits.BatchBytes, reader) == 0) return null;
        var (count, bytes) = (0, 0);
        for (; count < reader.Count && reader[count].Sequence == reader[0].Sequence + count; count++) bytes += reader[count].Payload.Length;
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
}

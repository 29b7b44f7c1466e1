using Shoreline.Core;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>Takes the batches of one export out of its stream, in order, when they are due. Not thread-safe.</summary>
/// <remarks>Between two reads it keeps the stream's file open only as long as there is more to read: <see cref="LetGo"/> where the next
/// read may be long in coming.</remarks>
internal sealed class ExportFeed(DurableStream stream, ExportSpec spec, ExportLimits destination, TimeProvider time)
{
    /// <summary>A wait for records is renewed this often; it bounds nothing, it only keeps no wait alive for ever.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(1);

    private readonly ExportLimits _limits =
        destination with { BatchRecords = Math.Min(spec.BatchRecords ?? destination.BatchRecords, destination.BatchRecords) };

    private RecordBatch? _reader;

    /// <summary>Sequence of the first record of the next batch.</summary>
    public long Next { get; set; }

    /// <summary>Whether a batch is due without waiting. False may mean that only <see cref="WaitAsync"/> can tell.</summary>
    public bool IsDue => stream.DurableSequence >= (spec.BatchInterval is null ? Next : Next + _limits.BatchRecords - 1);

    /// <summary>
    /// Completes when a batch is due: full, or with a record as old as the interval; without an interval with the first record.
    /// </summary>
    /// <exception cref="StreamNotFoundException">The stream was deleted meanwhile.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        LetGo();
        while (!await stream.WaitDurableAsync(Next, Renewal, cancellationToken).ConfigureAwait(false)) { /* renewed */ }
        if (spec.BatchInterval is not { } interval) return;
        for (var left = Left(interval); left > TimeSpan.Zero; left = Left(interval))
        {
            // timers know no less than a millisecond
            var wait = left < Renewal ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : Renewal;
            if (await stream.WaitDurableAsync(Next + _limits.BatchRecords - 1, wait, cancellationToken).ConfigureAwait(false)) return;
        }
    }

    /// <summary>Takes the next batch: as many records as are there, up to the limits and the first gap.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="IOException">The disk refused to read.</exception>
    public ExportBatch? Read()
    {
        var newest = stream.DurableSequence;
        var batch = ExportBatch.Read(stream, Next, _limits, _reader ??= new RecordBatch());
        // where all of them were evicted or quarantined there is nothing to read again
        Next = batch is null ? Math.Max(Next, newest + 1) : batch.Last + 1;
        if (stream.DurableSequence < Next) LetGo();
        return batch;
    }

    /// <summary>Closes the file. Reading opens it again.</summary>
    public void LetGo()
    {
        _reader?.Dispose();
        _reader = null;
    }

    /// <summary>What is left of the interval for the oldest record; nothing where the clock went back behind its append.</summary>
    private TimeSpan Left(TimeSpan interval)
    {
        if (OldestAppendNs(stream, Next) is not { } appendedNs) return TimeSpan.Zero;
        var age = TimeSpan.FromMicroseconds((time.NowNs() - appendedNs) / 1000);
        return age < TimeSpan.Zero ? TimeSpan.Zero : interval - age;
    }

    /// <summary>When the first record from a sequence on was appended; null where there is none.</summary>
    public static long? OldestAppendNs(DurableStream stream, long from)
    {
        using var one = new RecordBatch();
        return stream.Read(from, 1, 1, one) > 0 ? one[0].AppendedAtNs : null;
    }
}

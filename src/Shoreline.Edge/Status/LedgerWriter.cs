using System.Globalization;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Streams;

namespace Shoreline.Edge.Status;

/// <summary>Appends rows of the streams' accounts to the <c>ledger</c> stream. Thread-safe.</summary>
/// <remarks>One caller at a time reads accounts and writes what it read, so that the last record of a row is the truth.</remarks>
internal sealed class LedgerWriter(DeviceName device, StreamStore store, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public void Dispose() => _turn.Dispose();

    /// <summary>Appends the rows that <paramref name="choose"/> names, one after the other.</summary>
    /// <param name="stored">Called with each row once it is stored.</param>
    /// <exception cref="ShorelineException">The stream does not take them; those before are stored.</exception>
    public async Task AppendAsync(
        Func<IReadOnlyList<(DurableStream Stream, LedgerRow Row)>> choose, Action<DurableStream, LedgerRow> stored,
        CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (choose() is not { Count: > 0 } rows) return;
            var ledger = store.Get(ProductStreams.Ledger);
            var now = Timestamps.ToText(time.NowNs());
            foreach (var (stream, row) in rows)
            {
                await ledger.AppendAsync(Encode(stream, row, now), cancellationToken).ConfigureAwait(false);
                stored(stream, row);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Forgets an export's position, after rows that tell the lake what it ends with: nothing waits for it any more.</summary>
    /// <remarks>A kill between the two has the export closed again by the next start.</remarks>
    /// <exception cref="ShorelineException">The rows could not be stored; the position is still there.</exception>
    /// <exception cref="IOException">The position could not be deleted.</exception>
    public async Task CloseAsync(DurableStream stream, string exportId)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (store.TryGet(ProductStreams.Ledger, out var ledger)) // who deleted it does without accounts
            {
                var now = Timestamps.ToText(time.NowNs());
                foreach (var row in stream.Ledger().Where(row => row.ExportId == exportId && row.Waiting > 0))
                {
                    await ledger.AppendAsync(Encode(stream, Close(row), now)).ConfigureAwait(false);
                }
            }
            stream.DeleteCursor(exportId);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The row of an export that answers no longer for what waits.</summary>
    private static LedgerRow Close(LedgerRow row) => row with { NextSequence = row.NextSequence - row.Waiting, Waiting = 0 };

    private byte[] Encode(DurableStream stream, LedgerRow row, string now) => new LedgerRecord
    {
        Device = device.Value,
        Time = now,
        Stream = stream.Name,
        Incarnation = stream.Incarnation,
        Day = row.Day.ToString("O", CultureInfo.InvariantCulture),
        Export = row.ExportId,
        First = row.FirstSequence,
        Next = row.NextSequence,
        Appended = row.Appended,
        Confirmed = row.Confirmed,
        Refused = row.Refused,
        Waiting = row.Waiting,
        Evicted = row.Evicted,
        EvictedRange = Pair(row.EvictedRange),
        Quarantined = row.Quarantined,
        QuarantinedRange = Pair(row.QuarantinedRange),
        Rejected = row.Rejected,
    }.Encode();

    private static long[]? Pair(SequenceRange? range) => range is { } r ? [r.First, r.Last] : null;
}

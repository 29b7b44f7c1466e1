using Microsoft.Extensions.Logging;
using Shoreline.Cloud.Live;
using Shoreline.Core;
using Shoreline.Lake;
using Shoreline.Messaging;

namespace Shoreline.Cloud.Ingest;

/// <summary>Takes the messages of records from the broker to the committer, each record once.</summary>
internal sealed class RecordIngest(
    LandedRecords landed, RawCommitter committer, AckPublisher acks, Quarantine quarantine, LiveState live, IngestCounters counters,
    TimeProvider time,
    ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _handling = new(1, 1);

    /// <summary>From now on messages are left unacknowledged; their senders send them again to whoever comes next. Returns when none is
    /// being handled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _handling.WaitAsync();
        _handling.Release();
    }

    /// <summary>Handles one message. Returning late holds the next one back: that is how a slow bucket slows the broker.</summary>
    public async ValueTask HandleAsync(MqttMessage message)
    {
        await _handling.WaitAsync();
        try
        {
            _stopping.Token.ThrowIfCancellationRequested();
            if (RecordMessage.TryRead(message, out var read, out var fault)) await TakeAsync(read!, _stopping.Token);
            else await QuarantineAsync(message, fault!, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Not acknowledged, so it comes again.
        }
        catch (Exception e) when (e is ShorelineException or IOException) // the bucket cannot be read; not acknowledged, so it comes again
        {
            counters.Failed(e.Message);
            CloudLog.MessageNotTaken(logger, message.Topic, message.Payload.Length, e);
        }
        finally
        {
            _handling.Release();
        }
    }

    private async ValueTask TakeAsync(RecordMessage message, CancellationToken cancellationToken)
    {
        var receivedNs = time.NowNs();
        var stream = await landed.GetAsync(message.Key, cancellationToken);
        var claim = stream.Take(message.Range);
        foreach (var range in claim.Landed) acks.Add(message.Key, range);
        var fresh = claim.Fresh.Sum(range => range.Count);
        counters.Received(message.Payloads.Count, duplicates: message.Payloads.Count - fresh);
        for (var i = 0; i < claim.Fresh.Count; i++)
        {
            try
            {
                await committer.AddAsync(new Pending(this, stream, message, claim.Fresh[i], receivedNs), cancellationToken);
            }
            catch (OperationCanceledException)
            {
                foreach (var untaken in claim.Fresh.Skip(i)) stream.Release(untaken);
                throw;
            }
        }
    }

    private ValueTask QuarantineAsync(MqttMessage message, MessageFault fault, CancellationToken cancellationToken)
    {
        counters.Quarantined();
        CloudLog.Quarantined(logger, message.Topic, message.Payload.Length, fault.Reason);
        return committer.AddAsync(new Refused(this, quarantine.Row(message, fault), fault), cancellationToken);
    }

    private void Landed(Pending pending)
    {
        pending.Stream.Committed(pending.Range);
        var nowNs = time.NowNs();
        counters.Landed(pending.Range.Count, nowNs, nowNs - pending.Rows[^1].RecordTimeNs);
        foreach (var row in pending.Rows) live.Observe(pending.Stream.Key, row.Payload, row.ReceivedTimeNs);
        acks.Add(pending.Stream.Key, pending.Range); // last: whoever hears it finds the records in the portal
    }

    /// <summary>Fresh records of one message.</summary>
    private sealed class Pending : IPendingRows
    {
        private readonly RecordIngest _ingest;

        public Pending(RecordIngest ingest, LandedStream stream, RecordMessage message, SequenceRange range, long receivedNs)
        {
            (_ingest, Stream, Range) = (ingest, stream, range);
            Table = RawTable.NameOf(message.Key.Stream);
            var rows = new RawRow[range.Count];
            for (var i = 0; i < rows.Length; i++) // hot: per record
            {
                var at = (int)(range.First - message.First) + i;
                rows[i] = new RawRow(
                    message.Key.Device, message.Key.Stream, message.Key.Incarnation, range.First + i, message.AppendedAtNs[at], receivedNs,
                    message.Payloads[at], ObjectKey: null);
            }
            Rows = rows;
        }

        public LandedStream Stream { get; }

        public SequenceRange Range { get; }

        public string Table { get; }

        public IReadOnlyList<RawRow> Rows { get; }

        public void Committed() => _ingest.Landed(this);
    }

    /// <summary>A message that is not what it should be, on its way to the quarantine.</summary>
    private sealed class Refused(RecordIngest ingest, RawRow row, MessageFault fault) : IPendingRows
    {
        public string Table => Quarantine.Table;

        public IReadOnlyList<RawRow> Rows { get; } = [row];

        public void Committed()
        {
            if (fault.Range is { } range) ingest.Acknowledge(new StreamKey(fault.Device, fault.Stream, fault.Incarnation), range);
        }
    }

    private void Acknowledge(StreamKey key, SequenceRange range) => acks.Add(key, range);
}

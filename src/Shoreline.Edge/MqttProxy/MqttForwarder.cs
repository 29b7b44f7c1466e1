using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Edge.Exports;
using Shoreline.Messaging;
using Shoreline.Streams;

namespace Shoreline.Edge.MqttProxy;

/// <summary>Publishes what waits in the spool, in order, and moves the position with the broker's confirmations. Runs until it is disposed.</summary>
/// <remarks>
/// Several messages are on their way at once, in the order of one connection. After a failure all that is not confirmed is sent again from the first on, so a message may come twice and none
/// is left out. The position is flushed after each batch; a killed gateway publishes that batch again.
/// </remarks>
internal sealed class MqttForwarder : IAsyncDisposable
{
    private const string Destination = "mqtt";
    private const int BatchRecords = 32;
    private const int BatchBytes = 1 << 20;

    // MQTT 5 reason codes that no repetition heals (MQTT 5.0, 3.4.2.1); "not authorized" is not one: an operator can mend it.
    private const int TopicNameInvalid = 0x90;
    private const int PacketTooLarge = 0x95;
    private const int PayloadFormatInvalid = 0x99;

    private readonly MqttSpool _spool;
    private readonly MqttClient _client;
    private readonly DeadLetters _dead;
    private readonly string _deadStream;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Backoff _pause = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private long _expired;
    private string? _told; // a repeated failure is said once

    public MqttForwarder(MqttSpool spool, MqttClient client, StreamStore store, ILogger logger, TimeProvider time)
    {
        (_spool, _client, _logger, _time) = (spool, client, logger, time);
        (_dead, _deadStream) = (new DeadLetters(store, time), DeadLetters.Prefix + spool.Stream.Name);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Messages that were not sent because their time had run out.</summary>
    public long Expired => Interlocked.Read(ref _expired);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var batch = new RecordBatch();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _spool.Stream.WaitDurableAsync(_spool.Cursor.Confirmed + 1, Timeout.InfiniteTimeSpan, _stopping.Token).ConfigureAwait(false);
                await _client.WaitConnectedAsync(_stopping.Token).ConfigureAwait(false);
                if (await SendAsync(batch).ConfigureAwait(false)) _pause.Reset();
                else await Task.Delay(_pause.Next(), _time, _stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is StreamNotFoundException or ObjectDisposedException)
            {
                return; // the stream was deleted, or the store closed before us
            }
            catch (Exception e) when (e is IOException or ShorelineException)
            {
                Tell(e.Message, () => MqttProxyLog.Interrupted(_logger, e.Message));
                if (!await PauseAsync().ConfigureAwait(false)) return;
            }
        }
    }

    /// <returns>False after a failure; what is not confirmed comes again.</returns>
    private async Task<bool> SendAsync(RecordBatch batch)
    {
        _spool.Stream.Read(_spool.Cursor.Confirmed + 1, BatchRecords, BatchBytes, batch);
        if (batch.Count == 0) // the rest of the stream was lost to damage: pass over it, as the stream has accounted for it
        {
            _spool.Cursor.Confirm(_spool.Stream.DurableSequence);
            await SaveAsync().ConfigureAwait(false);
            return true;
        }
        var sending = new List<(StreamRecord Record, ProxyRecord? Message, Task Publish)>(batch.Count);
        foreach (var record in batch)
        {
            if (record.Sequence > _spool.Stream.DurableSequence) break;
            var message = ProxyRecord.Decode(record.Payload);
            sending.Add((record, message, message is null ? Task.CompletedTask : PublishAsync(record, message)));
        }
        try
        {
            foreach (var (record, message, publish) in sending)
            {
                if (!await SettleAsync(record, message, publish).ConfigureAwait(false)) return false;
            }
        }
        finally
        {
            foreach (var (_, _, publish) in sending) await publish.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // they lend from the batch
            await SaveAsync().ConfigureAwait(false);
        }
        _told = null;
        return true;
    }

    private Task PublishAsync(StreamRecord record, ProxyRecord message)
    {
        uint? left = null;
        if (message.ExpirySeconds is { } seconds)
        {
            var waited = Math.Max(0, _time.NowNs() - record.AppendedAtNs) / 1_000_000_000;
            if (waited >= seconds)
            {
                MqttProxyLog.Expired(_logger, record.Sequence, message.Topic, seconds, Interlocked.Increment(ref _expired));
                return Task.CompletedTask;
            }
            left = (uint)(seconds - waited);
        }
        var options = new MqttPublishOptions(message.Qos, message.Retain, message.UserProperties)
        {
            Properties = new MqttProperties
            {
                ExpirySeconds = left,
                CorrelationData = message.CorrelationData,
                ResponseTopic = message.ResponseTopic,
                IsText = message.IsText,
                ContentType = message.ContentType,
            },
        };
        return _client.PublishAsync(message.Topic, message.Payload, options, _stopping.Token).AsTask();
    }

    /// <summary>Waits for the answer to one message and moves the position over it.</summary>
    private async Task<bool> SettleAsync(StreamRecord record, ProxyRecord? message, Task publish)
    {
        var refused = 0;
        try
        {
            await publish.ConfigureAwait(false);
            if (message is null)
            {
                await _dead.AddAsync(_spool.Stream, record, Destination, "it is no record of the MQTT proxy").ConfigureAwait(false);
                MqttProxyLog.NotUnderstood(_logger, record.Sequence, _spool.Stream.Name, _deadStream);
                refused = 1;
            }
        }
        catch (MqttDisconnectedException)
        {
            return false; // the client logs it, and the next connection goes on here
        }
        catch (MqttException e) when (e is not MqttRefusedException { ReasonCode: not (TopicNameInvalid or PacketTooLarge or PayloadFormatInvalid) })
        {
            await _dead.AddAsync(_spool.Stream, record, Destination, e.Message).ConfigureAwait(false);
            MqttProxyLog.Refused(_logger, record.Sequence, message!.Topic, e.Message, _deadStream);
            refused = 1;
        }
        catch (MqttException e)
        {
            Tell(e.Message, () => MqttProxyLog.NotTaken(_logger, record.Sequence, message!.Topic, e.Message));
            return false;
        }
        _spool.Cursor.Confirm(record.Sequence, records: 1 - refused, bytes: refused == 0 ? record.Payload.Length : 0, refused: refused);
        return true;
    }

    private async Task SaveAsync()
    {
        try { await _spool.Cursor.SaveAsync().ConfigureAwait(false); }
        catch (IOException e) { Tell(e.Message, () => MqttProxyLog.CursorNotSaved(_logger, e.Message)); }
    }

    private async Task<bool> PauseAsync()
    {
        await Task.Delay(_pause.Next(), _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_stopping.IsCancellationRequested;
    }

    private void Tell(string what, Action log)
    {
        if (_told == what) return;
        _told = what;
        log();
    }
}

using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shoreline.Core.Naming;
using Shoreline.Messaging;

namespace Shoreline.Cloud.Ingest;

/// <summary>Tells devices which of their records are durable. Ranges that come while a publish is under way are joined and sent with the
/// next one.</summary>
/// <remarks>An acknowledgement that does not get out is kept for the next connection; should the process end before, the edge asks again by
/// resending.</remarks>
internal sealed class AckPublisher(MqttClient client, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _waiting = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private Dictionary<StreamKey, SequenceSet> _pending = []; // bounded: one entry a stream, and neighbouring ranges join
    private Task _loop = Task.CompletedTask;
    private bool _ended;

    public void Start() => _loop = RunAsync();

    public void Add(StreamKey key, SequenceRange range)
    {
        lock (_lock)
        {
            if (_ended) return; // the sender asks again by resending
            if (!_pending.TryGetValue(key, out var set)) _pending.Add(key, set = new SequenceSet());
            set.Add(range);
            if (_waiting.CurrentCount == 0) _waiting.Release();
        }
    }

    /// <summary>Sends what is pending if the broker takes it within two seconds, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping.CancelAfter(StopWithin);
        lock (_lock)
        {
            _ended = true;
            if (_waiting.CurrentCount == 0) _waiting.Release();
        }
        await _loop;
        _stopping.Dispose();
        _waiting.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _waiting.WaitAsync(_stopping.Token);
                await client.WaitConnectedAsync(_stopping.Token);
                Dictionary<StreamKey, SequenceSet> sending;
                lock (_lock) (sending, _pending) = (_pending, []);
                foreach (var (key, set) in sending) await SendAsync(key, set);
                lock (_lock)
                {
                    if (_ended && _pending.Count == 0) return;
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The broker took no more in time. The devices resend, and are acknowledged then.
        }
    }

    private async Task SendAsync(StreamKey key, SequenceSet set)
    {
        try
        {
            await client.PublishAsync(
                Topics.Acks(new DeviceName(key.Device), key.Stream), Write(key, set), MqttPublishOptions.Default, _stopping.Token);
        }
        catch (MqttDisconnectedException e)
        {
            CloudLog.AckFailed(logger, key.Device, key.Stream, e.Message);
            foreach (var range in set.Ranges) Add(key, range);
        }
        catch (MqttException e) // the broker refuses it, and would again: not to be tried in a loop. The device asks again by resending
        {
            CloudLog.AckFailed(logger, key.Device, key.Stream, e.Message);
        }
    }

    private static ReadOnlyMemory<byte> Write(StreamKey key, SequenceSet set)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("incarnation", key.Incarnation);
        json.WriteStartArray("ranges");
        foreach (var range in set.Ranges)
        {
            json.WriteStartArray();
            json.WriteNumberValue(range.First);
            json.WriteNumberValue(range.Last);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}

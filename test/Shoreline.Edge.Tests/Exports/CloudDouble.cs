using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Messaging;

namespace Shoreline.Edge.Tests.Exports;

/// <summary>The other side of docs/formats/mqtt.md, with faults on demand: it may keep silent, or forget.</summary>
internal sealed class CloudDouble : IAsyncDisposable
{
    private readonly MqttClient _client;
    private readonly DeviceName _device;

    private CloudDouble(MqttClient client, DeviceName device) => (_client, _device) = (client, device);

    /// <summary>How often each record came, by sequence.</summary>
    public ConcurrentDictionary<long, int> Received { get; } = new();

    public ConcurrentDictionary<long, string> Payloads { get; } = new();

    public ConcurrentBag<string> Encodings { get; } = [];

    /// <summary>Whether a message that begins with this sequence is acknowledged.</summary>
    public Func<long, bool> Acknowledges { get; set; } = _ => true;

    public static async Task<CloudDouble> StartAsync(Uri broker, DeviceName device)
    {
        var client = MqttClient.Create(
            new MqttClientOptions { Broker = broker, ReconnectMax = TimeSpan.FromMilliseconds(200) }, NullLogger.Instance);
        client.Start();
        var cloud = new CloudDouble(client, device);
        await client.SubscribeAsync(Topics.AllRecords, 1, cloud.TakeAsync);
        return cloud;
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async ValueTask TakeAsync(MqttMessage message)
    {
        Assert.True(Topics.TryParse(message.Topic, "records", out _, out var stream));
        var first = Number(message, "sequence");
        var count = Number(message, "count");
        var records = Split(message);
        Assert.Equal(count, records.Count);
        Assert.Equal(count, message.UserProperty("times")!.Split(',').Length);
        Encodings.Add(message.UserProperty("encoding")!);
        foreach (var (index, record) in records.Index())
        {
            Received.AddOrUpdate(first + index, 1, (_, times) => times + 1);
            Payloads[first + index] = record;
        }
        if (!Acknowledges(first)) return;
        var ack = JsonSerializer.SerializeToUtf8Bytes(
            new { incarnation = message.UserProperty("incarnation"), ranges = new[] { new[] { first, first + count - 1 } } });
        try
        {
            await _client.PublishAsync(Topics.Acks(_device, stream), ack);
        }
        catch (MqttDisconnectedException)
        {
            // The broker was killed by the test; the records come again.
        }
    }

    private static List<string> Split(MqttMessage message)
    {
        var payload = message.Payload.Span;
        if (message.UserProperty("encoding") == "lines") return [.. Encoding.UTF8.GetString(payload).Split('\n')];
        var records = new List<string>();
        while (payload.Length > 0)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(payload);
            records.Add(Encoding.UTF8.GetString(payload.Slice(4, length)));
            payload = payload[(4 + length)..];
        }
        return records;
    }

    private static long Number(MqttMessage message, string property) =>
        long.Parse(message.UserProperty(property)!, CultureInfo.InvariantCulture);
}

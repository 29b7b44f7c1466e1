using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Messaging;

namespace Shoreline.Cloud.Tests;

/// <summary>Hears the acknowledgements for the test's device.</summary>
internal sealed class AckListener : IAsyncDisposable
{
    private readonly MqttClient _client;
    private readonly Lock _lock = new();
    private readonly List<(string Stream, long First, long Last)> _heard = [];

    private AckListener(MqttClient client) => _client = client;

    public static async Task<AckListener> StartAsync(Uri broker)
    {
        var client = MqttClient.Create(new MqttClientOptions { Broker = broker }, NullLogger.Instance);
        var listener = new AckListener(client);
        client.Start();
        await client.SubscribeAsync($"shoreline/v1/{ForeignPublisher.Device}/acks/+", 1, listener.Hear, TestContext.Current.CancellationToken);
        return listener;
    }

    public int Count
    {
        get { lock (_lock) return _heard.Count; }
    }

    /// <summary>Whether an acknowledgement covers the sequences.</summary>
    public bool Covers(string stream, long first, long last)
    {
        lock (_lock) return _heard.Exists(ack => ack.Stream == stream && ack.First <= first && ack.Last >= last);
    }

    public void Forget()
    {
        lock (_lock) _heard.Clear();
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private ValueTask Hear(MqttMessage message)
    {
        using var ack = JsonDocument.Parse(message.Payload);
        Assert.Equal(ForeignPublisher.Incarnation, ack.RootElement.GetProperty("incarnation").GetString());
        lock (_lock)
        {
            foreach (var range in ack.RootElement.GetProperty("ranges").EnumerateArray())
            {
                _heard.Add((message.Topic.Split('/')[^1], range[0].GetInt64(), range[1].GetInt64()));
            }
        }
        return ValueTask.CompletedTask;
    }
}

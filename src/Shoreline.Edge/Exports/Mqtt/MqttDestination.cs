using Microsoft.Extensions.Logging;
using Shoreline.Core.Naming;
using Shoreline.Messaging;

namespace Shoreline.Edge.Exports.Mqtt;

/// <summary>Publishes records to a broker. Who confirms them is the subclass's business.</summary>
internal abstract class MqttDestination(string id, DeviceName device, MqttClient client, int qos) : IExportDestination, IAsyncDisposable
{
    // MQTT 5 reason codes that no repetition heals (MQTT 5.0, 3.4.2.1); "not authorized" is not one: an operator can mend it.
    private const int TopicNameInvalid = 0x90;
    private const int PacketTooLarge = 0x95;
    private const int PayloadFormatInvalid = 0x99;

    public string Id => id;

    /// <remarks>`times` is one user property of at most 65,535 bytes: 500 differences of 20 digits stay far below.</remarks>
    public ExportLimits Limits { get; } = new(BatchRecords: 500, BatchBytes: 256 << 10, WindowBatches: 16, WindowBytes: 4 << 20);

    public bool IsReachable => client.IsConnected;

    protected DeviceName Device => device;

    protected MqttClient Client => client;

    public ValueTask WaitReachableAsync(CancellationToken cancellationToken) => client.WaitConnectedAsync(cancellationToken);

    public async Task<Delivery> DeliverAsync(ExportBatch batch, ISendPermit permit, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(batch, permit, cancellationToken).ConfigureAwait(false);
        }
        catch (MqttDisconnectedException e)
        {
            return Delivery.Unreachable(e.Message);
        }
        catch (MqttRefusedException e) when (e.ReasonCode is TopicNameInvalid or PacketTooLarge or PayloadFormatInvalid)
        {
            return Delivery.Refused(e.Message);
        }
        catch (MqttException e)
        {
            return Delivery.Failed(e.Message);
        }
    }

    /// <summary>Stops listening, where it does. The client is the caller's.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected abstract Task<Delivery> SendAsync(ExportBatch batch, ISendPermit permit, CancellationToken cancellationToken);

    /// <summary>
    /// Completes when the broker has the batch: at QoS 1 with its PUBACK, at 2 with its PUBCOMP. At 0 nothing tells; it completes when the
    /// bytes are written.
    /// </summary>
    protected ValueTask PublishAsync(ExportBatch batch, CancellationToken cancellationToken)
    {
        var payload = RecordMessage.Encode(batch, out var properties);
        return client.PublishAsync(
            Topics.Records(device, batch.Stream), payload, new MqttPublishOptions(qos, Retain: false, properties), cancellationToken);
    }
}

/// <summary>A broker that confirms for itself: the gateway's own, or one with no Shoreline behind it.</summary>
internal sealed class MqttBrokerDestination(string id, DeviceName device, MqttClient client, int qos)
    : MqttDestination(id, device, client, qos)
{
    protected override async Task<Delivery> SendAsync(ExportBatch batch, ISendPermit permit, CancellationToken cancellationToken)
    {
        await PublishAsync(batch, cancellationToken).ConfigureAwait(false);
        return Delivery.Confirmed;
    }
}

/// <summary>
/// A broker with a Shoreline cloud behind it, which confirms what is durable in its bucket. The broker may lose anything.
/// </summary>
internal sealed class MqttStoreDestination : MqttDestination
{
    /// <summary>What is not confirmed by then is sent again.</summary>
    public static readonly TimeSpan DefaultRetryTime = TimeSpan.FromSeconds(10);

    private readonly PendingAcks _pending = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeSpan _retryTime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _subscribing;

    public MqttStoreDestination(
        string id, DeviceName device, MqttClient client, int qos, TimeSpan retryTime, TimeProvider time, ILogger logger)
        : base(id, device, client, qos)
    {
        (_retryTime, _time, _logger) = (retryTime, time, logger);
        client.ConnectionChanged += OnConnectionChanged;
        _subscribing = SubscribeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Client.ConnectionChanged -= OnConnectionChanged;
        await _subscribing.ConfigureAwait(false);
        _stopping.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override async Task<Delivery> SendAsync(ExportBatch batch, ISendPermit permit, CancellationToken cancellationToken)
    {
        using var expectation = _pending.Expect(batch, out var confirmed);
        await PublishAsync(batch, cancellationToken).ConfigureAwait(false);
        permit.Dispose(); // the bytes are across; the cloud answers when its bucket has them, a second later or more
        try
        {
            return await confirmed.WaitAsync(_retryTime, _time, cancellationToken).ConfigureAwait(false)
                ? Delivery.Confirmed
                : Delivery.Unreachable("the connection dropped before the cloud confirmed");
        }
        catch (TimeoutException)
        {
            return Delivery.Failed($"the cloud did not confirm within {_retryTime.TotalSeconds:N0} s");
        }
    }

    private async Task SubscribeAsync()
    {
        try
        {
            await Client.SubscribeAsync(Topics.AllAcks(Device), qos: 1, OnAckAsync, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped before there was a connection.
        }
        catch (MqttException e)
        {
            EdgeLog.AcksNotSubscribed(_logger, Topics.AllAcks(Device), e.Message);
        }
    }

    private ValueTask OnAckAsync(MqttMessage message)
    {
        if (Topics.TryParse(message.Topic, "acks", out _, out var stream) && AckMessage.TryParse(message.Payload.Span) is { } ack)
        {
            _pending.Acknowledge(stream, ack);
        }
        else
        {
            EdgeLog.AckNotUnderstood(_logger, message.Topic, message.Payload.Length);
        }
        return ValueTask.CompletedTask;
    }

    private void OnConnectionChanged(bool connected)
    {
        if (!connected) _pending.FailAll();
    }
}

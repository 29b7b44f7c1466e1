using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Exports.Http;
using Shoreline.Edge.Exports.Mqtt;
using Shoreline.Messaging;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>The exports that a gateway's configuration and its streams ask for, and the connections that they share.</summary>
internal sealed class GatewayExports : IExportPlan, IAsyncDisposable
{
    /// <summary>An upload of the largest batch takes this long on a link of one Mbit/s and a half.</summary>
    private static readonly TimeSpan UploadTimeout = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(5);

    /// <summary>Exports that stay on the gateway share no link; the bound keeps them from crowding its own broker.</summary>
    private const int InsideAtOnce = 32;

    private readonly EdgeConfig _config;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MqttClient _local;
    private readonly MqttClient? _cloud;
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = LongestReconnect }) { Timeout = UploadTimeout };
    private readonly ExportScheduler _link;
    private readonly ExportScheduler _inside;
    private readonly ConcurrentDictionary<string, LinkGate> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ExportTo, Lazy<MqttDestination>> _mqtt = new();

    /// <param name="broker">The gateway's own.</param>
    /// <param name="budget">Null: the link is not bounded.</param>
    public GatewayExports(EdgeConfig config, Uri broker, BandwidthBudget? budget, TimeProvider time, ILogger logger)
    {
        (_config, _time, _logger) = (config, time, logger);
        _link = new ExportScheduler(config.Exports.AtOnce, budget, time);
        _inside = new ExportScheduler(InsideAtOnce, budget: null, time);
        _local = Connect(broker);
        _cloud = config.Cloud?.Mqtt is { } cloud ? Connect(cloud) : null;
    }

    /// <summary>Whether the cloud's broker is connected; null where the configuration names none.</summary>
    public Func<bool>? CloudConnected => _cloud is { } cloud ? () => cloud.IsConnected : null;

    public IReadOnlyList<ExportSpec> For(DurableStream stream) =>
    [
        .. ProductStreams.Exports(stream.Name, _config).Where(e => HasAddress(stream.Name, e.To)),
        .. ProtocolExports.Of(stream.Definition, _config.Exports),
    ];

    public ExportRoute Open(DurableStream stream, ExportSpec spec) => spec.To switch
    {
        ToLocal => new ExportRoute(Mqtt(spec.To), _inside),
        ToCloud when ProductStreams.IsMedia(stream.Name) =>
            new ExportRoute(new HttpIngestDestination(spec.Id, _config.Device, _http, _config.Cloud!.Url!), _link, Gate(_config.Cloud.Url!)),
        ToCloud => new ExportRoute(Mqtt(spec.To), _link),
        _ => throw new InvalidInputException($"Exports to {spec.To.Word} are not served."),
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var destination in _mqtt.Values) await destination.Value.DisposeAsync().ConfigureAwait(false);
        if (_cloud is not null) await _cloud.DisposeAsync().ConfigureAwait(false);
        await _local.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
        _link.Dispose();
        _inside.Dispose();
    }

    private bool HasAddress(string stream, ExportTo to) =>
        to is not ToCloud || (ProductStreams.IsMedia(stream) ? _config.Cloud?.Url is not null : _config.Cloud?.Mqtt is not null);

    /// <summary>One for each way to publish, shared by all streams: as many as there are qualities of service.</summary>
    private MqttDestination Mqtt(ExportTo to) => _mqtt.GetOrAdd(to, key => new Lazy<MqttDestination>(() => key switch
    {
        ToCloud { Ack: ExportAck.Store } cloud =>
            new MqttStoreDestination(key.Word, _config.Device, _cloud!, cloud.Qos, MqttStoreDestination.DefaultRetryTime, _time, _logger),
        ToCloud cloud => new MqttBrokerDestination(key.Word, _config.Device, _cloud!, cloud.Qos),
        ToLocal local => new MqttBrokerDestination(key.Word, _config.Device, _local, local.Qos),
        _ => throw new ArgumentException($"{key.Word} is not reached by MQTT", nameof(to)),
    })).Value;

    private LinkGate Gate(Uri address) => _gates.GetOrAdd(address.GetLeftPart(UriPartial.Authority), _ => new LinkGate(_time));

    private MqttClient Connect(Uri broker)
    {
        // The id tells the operator of a broker who it is; a second gateway of the same name would take the connection away, and be noticed.
        var options = new MqttClientOptions { Broker = broker, ClientId = $"shoreline-{_config.Device}", ReconnectMax = LongestReconnect };
        var client = MqttClient.Create(options, _logger, _time);
        client.Start();
        return client;
    }
}

using Microsoft.Extensions.Logging;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Exports.Http;
using Shoreline.Edge.Exports.Mqtt;
using Shoreline.Messaging;

namespace Shoreline.Edge.Exports;

/// <summary>The connections of a gateway to where its records go, and which stream goes over which.</summary>
internal sealed class Destinations : IAsyncDisposable
{
    private const string CloudId = "cloud";
    private const string LocalId = "local";

    /// <summary>Uploads at once over all streams.</summary>
    private const int UploadsAtOnce = 32;

    /// <summary>An upload of the largest batch takes this long on a link of one Mbit/s and a half.</summary>
    private static readonly TimeSpan UploadTimeout = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(5);

    private readonly EdgeConfig _config;
    private readonly MqttClient _local;
    private readonly MqttClient? _cloud;
    private readonly MqttBrokerDestination _toLocal;
    private readonly MqttStoreDestination? _toStore;
    private readonly MqttBrokerDestination? _toCloudBroker;
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = LongestReconnect }) { Timeout = UploadTimeout };
    private readonly UploadSlots _slots = new(UploadsAtOnce);

    /// <param name="broker">The gateway's own.</param>
    public Destinations(EdgeConfig config, Uri broker, TimeProvider time, ILogger logger)
    {
        _config = config;
        _local = Connect(broker, logger, time);
        _toLocal = new MqttBrokerDestination(LocalId, config.Device, _local);
        if (config.Cloud?.Mqtt is not { } cloud) return;
        _cloud = Connect(cloud, logger, time);
        _toStore = new MqttStoreDestination(CloudId, config.Device, _cloud, MqttStoreDestination.DefaultRetryTime, time, logger);
        _toCloudBroker = new MqttBrokerDestination(CloudId, config.Device, _cloud);
    }

    /// <summary>Whether the cloud's broker is connected; null where the configuration names none.</summary>
    public Func<bool>? CloudConnected => _cloud is { } cloud ? () => cloud.IsConnected : null;

    /// <summary>Every stream with every destination it has. One without an address is left out: its records wait in the stream.</summary>
    public IReadOnlyList<PlannedExport> Plan()
    {
        var plans = new List<PlannedExport>();
        foreach (var stream in ProductStreams.Names(_config))
        {
            foreach (var export in ProductStreams.Exports(stream, _config))
            {
                if (For(stream, export) is { } destination) plans.Add(new PlannedExport(stream, destination));
            }
        }
        return plans;
    }

    public async ValueTask DisposeAsync()
    {
        if (_toStore is not null) await _toStore.DisposeAsync().ConfigureAwait(false);
        if (_cloud is not null) await _cloud.DisposeAsync().ConfigureAwait(false);
        await _local.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
    }

    private IExportDestination? For(string stream, ExportConfig export)
    {
        if (export.To == ExportTarget.Local) return _toLocal;
        if (!ProductStreams.IsMedia(stream)) return export.Ack == ExportAck.Broker ? _toCloudBroker : _toStore;
        return _config.Cloud?.Url is { } url ? new HttpIngestDestination(CloudId, _config.Device, _http, url, _slots, export.Priority) : null;
    }

    private MqttClient Connect(Uri broker, ILogger logger, TimeProvider time)
    {
        // The id tells the operator of a broker who it is; a second gateway of the same name would take the connection away, and be noticed.
        var options = new MqttClientOptions { Broker = broker, ClientId = $"shoreline-{_config.Device}", ReconnectMax = LongestReconnect };
        var client = MqttClient.Create(options, logger, time);
        client.Start();
        return client;
    }
}

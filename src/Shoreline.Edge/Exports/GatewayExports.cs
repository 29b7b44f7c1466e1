using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Exports.Files;
using Shoreline.Edge.Exports.Http;
using Shoreline.Edge.Exports.Kinesis;
using Shoreline.Edge.Exports.Mqtt;
using Shoreline.Edge.Exports.S3;
using Shoreline.Edge.MqttProxy;
using Shoreline.Edge.Reload;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Messaging;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>What <see cref="GatewayExports"/> is made of.</summary>
internal sealed record GatewayExportParts
{
    public required CurrentSettings Settings { get; init; }

    public required EdgePaths Paths { get; init; }

    public required StreamStore Store { get; init; }

    /// <summary>The gateway's own.</summary>
    public required Uri Broker { get; init; }

    /// <summary>Null: the link is not bounded.</summary>
    public required BandwidthBudget? Budget { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }
}

/// <summary>
/// The exports that a gateway's configuration and its streams ask for, each with its way there, and the connections and links that they
/// share.
/// </summary>
internal sealed class GatewayExports : IExportPlan, IAsyncDisposable
{
    /// <summary>An upload of the largest batch takes this long on a link of one Mbit/s and a half.</summary>
    private static readonly TimeSpan UploadTimeout = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(5);

    /// <summary>Exports that stay on the gateway share no link; the bound keeps them from crowding its own broker and disk.</summary>
    private const int InsideAtOnce = 32;

    private readonly GatewayExportParts _parts;
    private readonly EdgeConfig _config; // of the start: what is taken from it does not change while the gateway runs
    private readonly MqttClient _local;
    private readonly MqttClient? _cloud;
    private readonly Lazy<HttpClient> _http = new(static () => new HttpClient(new SocketsHttpHandler { ConnectTimeout = LongestReconnect }) { Timeout = UploadTimeout });
    private readonly ExportScheduler _link;
    private readonly ExportScheduler _inside;
    private readonly ConcurrentDictionary<string, LinkGate> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ExportTo, Lazy<MqttDestination>> _mqtt = new();
    private readonly ConcurrentDictionary<ToFile, Lazy<FileDestination>> _files = new();

    public GatewayExports(GatewayExportParts parts)
    {
        (_parts, _config) = (parts, parts.Settings.AtStart.Config);
        _link = new ExportScheduler(_config.Exports.AtOnce, parts.Budget, parts.Time);
        _inside = new ExportScheduler(InsideAtOnce, budget: null, parts.Time);
        _local = Connect(parts.Broker);
        _cloud = _config.Cloud?.Mqtt is { } cloud ? Connect(cloud) : null;
    }

    /// <summary>Whether the cloud's broker is connected; null where the configuration names none.</summary>
    public Func<bool>? CloudConnected => _cloud is { } cloud ? () => cloud.IsConnected : null;

    public IReadOnlyList<ExportSpec> For(DurableStream stream)
    {
        var settings = _parts.Settings.Value;
        IEnumerable<ExportSpec> specs =
        [
            .. ProductStreams.Exports(stream.Name, settings.Config).Where(e => HasAddress(stream.Name, e.To)),
            .. ProtocolExports.Of(stream.Definition, settings.Config.Exports),
        ];
        return [.. specs.Select(settings.ExportSecrets.WithVersion)];
    }

    public bool IsOthers(DurableStream stream, string id) => stream.Name == MqttProxyOptions.SpoolStream && id == MqttSpool.Export;

    public ExportRoute Open(DurableStream stream, ExportSpec spec) => spec.To switch
    {
        ToLocal => new ExportRoute(Mqtt(spec.To), _inside),
        ToCloud when ProductStreams.IsMedia(stream.Name) =>
            OverLink(new HttpIngestDestination(spec.Name, _config.Device, _http.Value, _config.Cloud!.Url!), _config.Cloud.Url!),
        ToCloud => new ExportRoute(Mqtt(spec.To), _link),
        ToS3Objects to => Open(spec, to),
        ToS3Tasks to => Open(stream, spec, to),
        ToKinesis to => Open(spec, to),
        ToHttp to => Open(spec, to),
        ToFile to => new ExportRoute(File(to), _inside),
        _ => throw new ArgumentException($"There is no way to {spec.To.Word}.", nameof(spec)),
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var destination in _mqtt.Values) await destination.Value.DisposeAsync().ConfigureAwait(false);
        foreach (var destination in _files.Values) await destination.Value.DisposeAsync().ConfigureAwait(false);
        if (_cloud is not null) await _cloud.DisposeAsync().ConfigureAwait(false);
        await _local.DisposeAsync().ConfigureAwait(false);
        if (_http.IsValueCreated) _http.Value.Dispose();
        _link.Dispose();
        _inside.Dispose();
    }

    private ExportRoute Open(ExportSpec spec, ToS3Objects to)
    {
        var connection = new S3Connection { Aws = _parts.Settings.Value.ExportSecrets.Connection(to.Access) };
        return OverLink(
            new S3ObjectsDestination(
                new S3ObjectsOptions
                {
                    Id = spec.Name,
                    Device = _config.Device,
                    Connection = connection,
                    Bucket = to.Bucket,
                    Prefix = to.Prefix,
                },
                _parts.Time),
            Address("s3", connection.Aws));
    }

    private ExportRoute Open(DurableStream stream, ExportSpec spec, ToS3Tasks to)
    {
        var connection = new S3Connection { Aws = _parts.Settings.Value.ExportSecrets.Connection(to.Access) };
        var partBytes = _config.Exports.MinPartBytes ?? PartPlan.MinPartBytes;
        var options = new S3TaskOptions
        {
            Id = spec.Name,
            Connection = connection,
            StateFolder = _parts.Paths.S3Tasks,
            ThresholdBytes = Math.Max(to.MultipartThresholdBytes ?? PartPlan.MinPartBytes, partBytes), // it must not be below
            MinPartBytes = partBytes,
            StatusStream = to.StatusStream,
            StatusLevel = (StatusLevel)to.StatusLevel,
            TimeToLive = stream.Definition.TimeToLive,
        };
        var destination = new S3TaskDestination(options, _parts.Store, _parts.Logger, _parts.Time);
        return OverLink(destination, Address("s3", connection.Aws)) with
        {
            Removing = next => destination.CancelOpenAsync(stream, next, "the export or its stream was deleted", CancellationToken.None),
        };
    }

    private ExportRoute Open(ExportSpec spec, ToKinesis to)
    {
        var connection = _parts.Settings.Value.ExportSecrets.Connection(to.Access);
        return OverLink(
            new KinesisDestination(new KinesisOptions { Id = spec.Name, Connection = connection, StreamName = to.Stream }, _parts.Time),
            Address("kinesis", connection));
    }

    private ExportRoute Open(ExportSpec spec, ToHttp to) => OverLink(
        new HttpEndpointDestination(
            new HttpEndpointOptions
            {
                Id = spec.Name,
                Endpoint = to.Url,
                Format = to.Batched ? ExportFormat.JsonBatched : ExportFormat.RawNotBatched,
                Authorization = _parts.Settings.Value.ExportSecrets.Authorization(to),
            },
            _parts.Time),
        to.Url);

    private ExportRoute OverLink(IExportDestination destination, Uri address) => new(
        destination, _link, _gates.GetOrAdd(address.GetLeftPart(UriPartial.Authority), _ => new LinkGate(_parts.Time)),
        destination is IDisposable own ? () => End(own) : null);

    private static ValueTask End(IDisposable own)
    {
        own.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Names the link of a service; where it is AWS's own it need not be the address to the letter.</summary>
    private static Uri Address(string service, Aws.AwsConnection connection) =>
        connection.Endpoint ?? new Uri($"https://{service}.{connection.Region}.amazonaws.com");

    private bool HasAddress(string stream, ExportTo to) =>
        to is not ToCloud || (ProductStreams.IsMedia(stream) ? _config.Cloud?.Url is not null : _config.Cloud?.Mqtt is not null);

    /// <summary>One for each way to publish, shared by all streams: as many as there are qualities of service.</summary>
    private MqttDestination Mqtt(ExportTo to) => _mqtt.GetOrAdd(to, key => new Lazy<MqttDestination>(() => key switch
    {
        ToCloud { Ack: ExportAck.Store } cloud =>
            new MqttStoreDestination(
                key.Word, _config.Device, _cloud!, cloud.Qos, MqttStoreDestination.DefaultRetryTime, _parts.Time, _parts.Logger),
        ToCloud cloud => new MqttBrokerDestination(key.Word, _config.Device, _cloud!, cloud.Qos),
        ToLocal local => new MqttBrokerDestination(key.Word, _config.Device, _local, local.Qos),
        _ => throw new ArgumentException($"{key.Word} is not reached by MQTT", nameof(to)),
    })).Value;

    /// <summary>One for each folder, shared by all streams, each of which has a folder of its own below it.</summary>
    private FileDestination File(ToFile to) => _files.GetOrAdd(to, key => new Lazy<FileDestination>(() =>
    {
        var options = new FileExportOptions { Id = key.Word, Folder = key.Folder };
        return new FileDestination(
            options with { RollBytes = key.RollBytes ?? options.RollBytes, RollTime = key.RollTime ?? options.RollTime }, _parts.Logger,
            _parts.Time);
    })).Value;

    private MqttClient Connect(Uri broker)
    {
        // The id tells the operator of a broker who it is; a second gateway of the same name would take the connection away, and be
        // noticed.
        var options = new MqttClientOptions { Broker = broker, ClientId = $"shoreline-{_config.Device}", ReconnectMax = LongestReconnect };
        var client = MqttClient.Create(options, _parts.Logger, _parts.Time);
        client.Start();
        return client;
    }
}

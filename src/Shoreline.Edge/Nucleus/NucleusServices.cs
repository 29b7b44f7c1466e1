using System.Text;
using Shoreline.Core;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Deployments;
using Shoreline.Edge.Exports.Aws;
using Shoreline.Edge.FleetStatus;
using Shoreline.Edge.Metrics;
using Shoreline.Edge.MqttProxy;
using Shoreline.Edge.Reload;
using Shoreline.Edge.Secrets;
using Shoreline.Edge.Shadows;
using Shoreline.Edge.TokenExchange;
using Shoreline.Messaging;
using Shoreline.Streams;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Nucleus;

/// <summary>What the nucleus offers components beside running them: shadows, secrets, the broker above, keys for object stores; and what it tells the fleet.</summary>
internal sealed class NucleusServices : IAsyncDisposable
{
    private readonly ShutdownStack _parts = new();

    private NucleusServices() { }

    /// <summary>Where components get keys for the object store; null where none is configured.</summary>
    public Uri? Credentials { get; private set; }

    /// <summary>Starts them and adds what they answer to the IPC server's operations.</summary>
    /// <param name="broker">The own one: the upstream of a gateway without a cloud.</param>
    public static async Task<NucleusServices> StartAsync(
        EdgeNucleus nucleus, EdgeNucleusOptions options, CurrentSettings settings, StreamStore store, Uri broker, CancellationToken cancellationToken)
    {
        var services = new NucleusServices();
        try
        {
            await services.AddAsync(nucleus, options, settings, store, broker, cancellationToken).ConfigureAwait(false);
            return services;
        }
        catch
        {
            await services.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    private async Task AddAsync(
        EdgeNucleus nucleus, EdgeNucleusOptions options, CurrentSettings settings, StreamStore store, Uri broker, CancellationToken cancellationToken)
    {
        var (operations, paths, time) = (nucleus.Ipc.Operations, options.Paths, options.Time);
        var config = settings.AtStart.Config;
        ShadowOperations.AddTo(operations, new ShadowService(
            DiskFileSystem.Instance, paths.Shadows, () => nucleus.Settings.Shadows, new TopicPublications(nucleus.Ipc.Topics),
            options.Logger("Shadows"), time));
        SecretOperations.AddTo(operations, new SecretService(
            SecretVault.Open(paths.Secrets, time), nucleus.Configuration, name => new SecretStore(settings.Value.Config.Secrets, paths.Secrets).FindPlain(name)));

        var upstream = new MqttClientOptions { Broker = config.Cloud?.Mqtt ?? broker, ClientId = $"shoreline-{config.Device.Value}-proxy" };
        var spool = new MqttProxyOptions { Limits = () => nucleus.Settings.Spool };
        var proxy = _parts.Add(new MqttProxyService(upstream, store, spool, options.Logger("MqttProxy"), time));
        MqttOperations.AddTo(operations, proxy);

        if (config.Exports.S3 is { Endpoint: not null } access)
        {
            Credentials = await ServeCredentialsAsync(nucleus, options, settings.AtStart.ExportSecrets.Connection(access), cancellationToken)
                .ConfigureAwait(false);
        }
        if (store.TryGet(ProductStreams.ComponentMetrics, out var metrics))
        {
            nucleus.Ipc.Metrics.Stream = new ComponentMetricStream(config.Device, metrics, time);
        }
        if (store.TryGet(ProductStreams.FleetStatus, out var stream)) TellFleet(nucleus, options, config, proxy, stream);
    }

    /// <summary>A method of its own, so that a gateway without an object store never loads the AWS SDK.</summary>
    private async Task<Uri> ServeCredentialsAsync(EdgeNucleus nucleus, EdgeNucleusOptions options, AwsConnection connection, CancellationToken cancellationToken)
    {
        var source = _parts.AddSync(new AwsCredentialSource(connection));
        var server = await TokenExchangeServer.StartAsync(
            0, source, token => nucleus.Runtime.ComponentOfToken(Encoding.UTF8.GetBytes(token)) is not null, options.Logger("TokenExchange"), options.Time, cancellationToken)
            .ConfigureAwait(false);
        return _parts.Add(server).Address;
    }

    private void TellFleet(EdgeNucleus nucleus, EdgeNucleusOptions options, EdgeConfig config, MqttProxyService proxy, DurableStream stream)
    {
        var status = _parts.Add(new FleetStatusService(new FleetStatusParts
        {
            Device = new StatusDevice(config.Device.Value, BuiltInComponents.VersionsOf(BuiltInComponents.Nucleus)[0].ToString()),
            Components = nucleus.Runtime,
            IsDeploying = () => nucleus.Deployments.IsDeploying,
            Proxy = proxy,
            Stream = stream,
            Files = DiskFileSystem.Instance,
            SequencePath = options.Paths.FleetStatusSequence,
            Cadence = () => nucleus.Settings.StatusInterval,
            Logger = options.Logger("FleetStatus"),
            Time = options.Time,
        }));
        nucleus.Deployments.Ended += Tell;
        _parts.Add(() => nucleus.Deployments.Ended -= Tell);

        async void Tell(DeploymentDocument document, DeploymentEnding ending)
        {
            try { await status.DeploymentEndedAsync(EndedOf(document, ending)).ConfigureAwait(false); }
            catch (Exception e) when (e is ShorelineException or IOException or ObjectDisposedException)
            {
                DeploymentLog.NotTold(options.Logger("FleetStatus"), document.Id, e.Message);
            }
        }
    }

    private static EndedDeployment EndedOf(DeploymentDocument document, DeploymentEnding ending) => new(
        document.Kind switch
        {
            DeploymentKind.Thing => StatusTrigger.ThingDeployment,
            DeploymentKind.ThingGroup => StatusTrigger.ThingGroupDeployment,
            _ => StatusTrigger.LocalDeployment,
        },
        document.Id.ToString(), ending.Status, ending.Details, document.Kind == DeploymentKind.Local ? null : document.Revision, []);
}

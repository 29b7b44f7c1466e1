using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Edge.Cameras;
using Shoreline.Edge.Components;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Page;
using Shoreline.Edge.Status;
using Shoreline.Edge.StreamManager;
using Shoreline.Messaging.Broker;
using Shoreline.Streams;

namespace Shoreline.Edge;

/// <summary>One running gateway: its streams, stream manager, broker, exports, components and local page.</summary>
/// <remarks>
/// Disposing stops it in order: the page, the components (they may still append while they end), the stream manager, the exports (they have a stated
/// time to deliver what is left), the broker, the store. Killed instead, it loses nothing that was acknowledged, and the next start ends what is left of its components.
/// </remarks>
public sealed class EdgeHost : IAsyncDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private readonly ShutdownStack _parts;

    private EdgeHost(ShutdownStack parts, EdgePaths paths, EdgeEndpoints endpoints, EdgeStatus status)
    {
        (_parts, Root, Endpoints, Status) = (parts, paths.Root, endpoints, status);
    }

    /// <summary>Absolute path of the folder that it keeps everything in.</summary>
    public string Root { get; }

    public EdgeEndpoints Endpoints { get; }

    internal EdgeStatus Status { get; }

    /// <summary>Starts a gateway. When it returns, everything listens and <c>run/edge.json</c> is there; the components are being started.</summary>
    /// <exception cref="InvalidInputException">A secret is missing, a port is in use, or the root cannot be written.</exception>
    /// <exception cref="MissingDependencyException">A program such as Mosquitto is not installed.</exception>
    /// <exception cref="ShorelineException">The root is in use by another gateway.</exception>
    public static async Task<EdgeHost> StartAsync(EdgeConfig config, EdgeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        var parts = new ShutdownStack();
        try
        {
            return await StartAsync(config, options, parts, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await parts.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    private static async Task<EdgeHost> StartAsync(EdgeConfig config, EdgeOptions options, ShutdownStack parts, CancellationToken cancellationToken)
    {
        var logger = options.Loggers.CreateLogger("Shoreline.Edge");
        var paths = new EdgePaths(Path.GetFullPath(options.Root), config.LiveFolder);
        var cameraFiles = CameraFiles.Prepare(config, paths); // reads the secrets: wrong ones are found before anything is started
        var exportSecrets = new ExportSecrets(config, new SecretStore(config.Secrets, paths.Secrets));
        var store = await OpenStoreAsync(paths, options, parts, cancellationToken).ConfigureAwait(false);
        if (await ProcessTrees.KillAllAsync(ProcessTrees.OwnerVariable, paths.Root).ConfigureAwait(false) is var stale and > 0)
        {
            EdgeLog.StaleProcessesEnded(logger, stale, paths.Root);
        }
        ProductStreams.CreateMissing(store, config);
        cameraFiles.Write();

        var keeper = new Supervisor(logger, options.Time); // of the broker, which outlasts the components
        var broker = await StartBrokerAsync(config, paths, keeper, parts, logger, cancellationToken).ConfigureAwait(false);
        var today = config.Bandwidth.BytesPerDay is null ? null : new DayAccount(paths.Bandwidth, options.Time, logger); // unbounded it costs no flush a second
        if (today is not null) parts.Add(today.Save);
        var destinations = parts.Add(new GatewayExports(new GatewayExportParts
        {
            Config = config,
            Paths = paths,
            Store = store,
            Secrets = exportSecrets,
            Broker = broker,
            Budget = new BandwidthBudget(config.Bandwidth, today, options.Time),
            Time = options.Time,
            Logger = logger,
        }));
        var ledger = parts.AddSync(new LedgerWriter(config.Device, store, options.Time));
        var exports = parts.Add(new ExportEngine(
            store, destinations, logger, options.Time, config.Exports.LongestRetry, today is null ? null : today.Save, ledger));
        parts.Add(() => exports.DrainAsync(options.DrainWithin)); // when nothing can append any more
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var server = parts.Add(await StartStreamServerAsync(store, new ProtocolExportStatuses(exports), config, paths, token, options).ConfigureAwait(false));

        var sensor = config.Sensor ? parts.AddSync(new SensorControl(new Uri($"http://127.0.0.1:{FreePort()}/"))) : null;
        var launcher = parts.AddSync(new ProcessLauncher());
        var supervisor = new Supervisor(logger, options.Time);
        var status = new EdgeStatus(config, paths, store, exports, [keeper, supervisor], options.Time);
        parts.Add(new LedgerReporter(ledger, store, logger, options.Time)); // its last rows tell of the last account
        parts.Add(new DeviceReporter(status, store, logger, options.Time)); // its last account comes after the components' end
        parts.Add(supervisor);
        var commands = new ComponentCommands(config, paths, options.Program, server.Port, token, broker, sensor?.Address);
        foreach (var (name, command) in commands.All())
        {
            supervisor.Add(new ChildProgram(name, () => command, launcher, paths.Logs, paths.Root, StopGrace, options.Time));
        }

        var page = parts.Add(await LocalPage.StartAsync(
            new LocalPageParts { Config = config, Paths = paths, Status = status, Store = store, CloudConnected = destinations.CloudConnected, Sensor = sensor },
            options.Loggers, cancellationToken).ConfigureAwait(false));

        var endpoints = new EdgeEndpoints(Environment.ProcessId, page.Address, server.Port, broker.ToString().TrimEnd('/'), config.Device.Value);
        parts.Add(() => File.Delete(paths.Endpoints));
        endpoints.Write(paths.Endpoints);
        EdgeLog.EdgeStarted(logger, endpoints.Device, endpoints.Page, endpoints.StreamManagerPort, broker);
        return new EdgeHost(parts, paths, endpoints, status);
    }

    private static async Task<StreamStore> OpenStoreAsync(EdgePaths paths, EdgeOptions options, ShutdownStack parts, CancellationToken cancellationToken)
    {
        try
        {
            paths.CreateFolders();
            return parts.Add(await StreamStore.OpenAsync(
                new StreamStoreOptions { Root = paths.Streams, Time = options.Time, Logger = options.Loggers.CreateLogger("Shoreline.Streams") },
                cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The gateway cannot keep its data in {paths.Root}: {e.Message.TrimEnd('.')}. Free or mend the disk, or name another folder with --root.", e);
        }
    }

    private static async Task<Uri> StartBrokerAsync(
        EdgeConfig config, EdgePaths paths, Supervisor keeper, ShutdownStack parts, ILogger logger, CancellationToken cancellationToken)
    {
        var options = new MosquittoOptions { Folder = paths.Broker, Port = config.BrokerPort };
        var broker = parts.Add(await MosquittoProcess.StartAsync(options, logger, cancellationToken).ConfigureAwait(false));
        parts.Add(keeper);
        keeper.Add(new BrokerRunnable(broker, options with { Port = broker.Endpoint.Port }, logger));
        return broker.Endpoint;
    }

    private static Task<StreamServer> StartStreamServerAsync(
        StreamStore store, IExportStatuses exports, EdgeConfig config, EdgePaths paths, string token, EdgeOptions options)
    {
        AtomicFile.Write(paths.StreamManagerToken, Encoding.UTF8.GetBytes(token), AtomicFile.OwnerOnly); // for the operator's own commands
        var logger = options.Loggers.CreateLogger("Shoreline.Edge.StreamServer");
        foreach (var name in config.StreamManager.WithoutEffect) StreamServerLog.ParameterWithoutEffect(logger, name);
        return StreamServer.StartAsync(
            store, config.StreamManager.Apply(new StreamServerOptions { Port = config.StreamManagerPort, Token = token }), logger, options.Time, exports);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

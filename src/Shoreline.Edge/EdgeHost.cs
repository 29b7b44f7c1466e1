using System.Security.Cryptography;
using System.Text;
using Shoreline.Core;
using Shoreline.Core.Processes;
using Shoreline.Edge.Artifacts;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Deployments;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.S3;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.OwnComponents;
using Shoreline.Edge.Page;
using Shoreline.Edge.Reload;
using Shoreline.Edge.Runtime.Logs;
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
    private readonly ShutdownStack _parts;
    private readonly ReloadTurns? _reloads;

    private EdgeHost(ShutdownStack parts, EdgePaths paths, EdgeEndpoints endpoints, EdgeStatus status, Task<RestartWish> restart, ReloadTurns? reloads)
    {
        (_parts, Root, Endpoints, Status, _reloads) = (parts, paths.Root, endpoints, status, reloads);
        RestartAsked = CodeOfAsync(restart);
    }

    /// <summary>Absolute path of the folder that it keeps everything in.</summary>
    public string Root { get; }

    public EdgeEndpoints Endpoints { get; }

    /// <summary>
    /// Completes when a component's bootstrap step asks for a new start: with 100 of the gateway, with 101 of the device. Those are the exit codes by which a supervisor is told.
    /// </summary>
    public Task<int> RestartAsked { get; }

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

    /// <summary>Reads the configuration again and goes by it, as far as a running gateway can. Those who ask while it is under way share the next one.</summary>
    /// <returns>How it went, a file that is wrong included; canceled where the gateway is stopped before.</returns>
    /// <exception cref="InvalidOperationException">The gateway was not told of a file.</exception>
    public Task<ReloadReport> ReloadAsync() =>
        _reloads?.AskAsync() ?? throw new InvalidOperationException("This gateway was started without a configuration file, and has none to read again.");

    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    private static async Task<EdgeHost> StartAsync(EdgeConfig config, EdgeOptions options, ShutdownStack parts, CancellationToken cancellationToken)
    {
        var logger = options.Loggers.CreateLogger("Shoreline.Edge");
        var paths = new EdgePaths(Path.GetFullPath(options.Root), config.LiveFolder);
        var atStart = GatewaySettings.Read(config, paths); // reads the secrets: wrong ones are found before anything is started
        var settings = new CurrentSettings(atStart);
        var store = await OpenStoreAsync(paths, options, parts, cancellationToken).ConfigureAwait(false);
        ProductStreams.CreateMissing(store, config);

        var broker = BrokerSetup.Prepare(new MosquittoOptions { Folder = paths.Broker, Port = config.BrokerPort });
        var today = config.Bandwidth.BytesPerDay is null ? null : new DayAccount(paths.Bandwidth, options.Time, logger); // unbounded it costs no flush a second
        if (today is not null) parts.Add(today.Save);
        var destinations = parts.Add(new GatewayExports(new GatewayExportParts
        {
            Settings = settings,
            Paths = paths,
            Store = store,
            Broker = broker.Endpoint,
            Budget = new BandwidthBudget(config.Bandwidth, today, options.Time),
            Time = options.Time,
            Logger = logger,
        }));
        var ledger = parts.AddSync(new LedgerWriter(config.Device, store, options.Time));
        var exports = parts.Add(new ExportEngine(
            store, destinations, logger, options.Time, config.Exports.LongestRetry, today is null ? null : today.Save, ledger));
        parts.Add(() => exports.DrainAsync(options.DrainWithin)); // when nothing can append any more
        EdgeNucleus? nucleus = null;
        var server = parts.Add(await StartStreamServerAsync(
            store, new ProtocolExportStatuses(exports), config, paths, token => nucleus?.Runtime.ComponentOfToken(token) is not null, options).ConfigureAwait(false));

        NucleusServices? services = null;
        var values = new GatewayValues(config, paths, options.Program, server.Port, broker.Endpoint, () => services?.Credentials);
        var nucleusOptions = new EdgeNucleusOptions
        {
            Paths = paths,
            ThingName = config.Device.Value,
            Values = values.Get,
            DefaultUser = config.ComponentUser,
            Fetchers = Fetchers(config, atStart.ExportSecrets, options.Time, parts),
            Loggers = options.Loggers,
            Logging = options.Log?.Settings ?? new LoggingSettings(),
            Time = options.Time,
        };
        nucleus = await EdgeNucleus.OpenAsync(nucleusOptions).ConfigureAwait(false); // ends what a killed gateway left running
        if (config.Sensor) settings.Replace(atStart with { Sensor = SensorControl.At(nucleus.Configuration) });
        var status = new EdgeStatus(settings, paths, store, exports, nucleus.Runtime, options.Time);
        parts.Add(new LedgerReporter(ledger, store, logger, options.Time)); // its last rows tell of the last account
        parts.Add(new DeviceReporter(status, store, logger, options.Time)); // its last account comes after the components' end
        parts.Add(nucleus);
        services = parts.Add(await NucleusServices.StartAsync(nucleus, nucleusOptions, settings, store, broker.Endpoint, cancellationToken).ConfigureAwait(false));
        nucleus.Serve(nucleusOptions);
        CommandLineLauncher.Write(paths, options.Program, logger);
        var own = new OwnDeployments(nucleus.Deployments, nucleus.Configuration, paths, logger);
        own.Deploy(OwnDeployment.Of(settings.Value, broker.ConfigFile));

        var page = parts.Add(PageOnDemand.Start(
            new LocalPageParts { Settings = settings, Paths = paths, Status = status, Store = store, CloudConnected = destinations.CloudConnected },
            options.Loggers));
        var reloads = options.ConfigFile is not { } file ? null : parts.Add(new ReloadTurns(
            new GatewayReload(new GatewayReloadParts
            {
                ConfigFile = Path.GetFullPath(file),
                BrokerConfig = broker.ConfigFile,
                Within = options.ReloadWithin,
                Paths = paths,
                Settings = settings,
                Store = store,
                Exports = exports,
                Nucleus = nucleus,
                Own = own,
                Time = options.Time,
                Logger = logger,
            }).RunAsync,
            paths.ReloadReport, logger, options.Time));

        var endpoints = new EdgeEndpoints(
            Environment.ProcessId, page.Address, server.Port, broker.Endpoint.ToString().TrimEnd('/'), config.Device.Value, ProcessFacts.StartOf(Environment.ProcessId));
        parts.Add(() => File.Delete(paths.Endpoints));
        endpoints.Write(paths.Endpoints);
        EdgeLog.EdgeStarted(logger, endpoints.Device, endpoints.Page, endpoints.StreamManagerPort, broker.Endpoint);
        return new EdgeHost(parts, paths, endpoints, status, nucleus.Deployments.RestartAsked, reloads);
    }

    private static async Task<int> CodeOfAsync(Task<RestartWish> asked) => await asked.ConfigureAwait(false) == RestartWish.Device ? 101 : 100;

    /// <summary>Where artifacts may come from. No fleet serves any yet.</summary>
    private static List<IArtifactFetcher> Fetchers(EdgeConfig config, ExportSecrets secrets, TimeProvider time, ShutdownStack parts)
    {
        var http = parts.AddSync(new HttpFetcher(time));
        List<IArtifactFetcher> fetchers = [new FileFetcher(), http, new GreengrassFetcher(server: null, http)];
        if (config.Exports.S3 is { Endpoint: not null } or { Region: not null })
            fetchers.Add(new S3Fetcher(parts.AddSync(new S3Client(new S3Connection { Aws = secrets.Connection(config.Exports.S3) }, time))));
        return fetchers;
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

    private static Task<StreamServer> StartStreamServerAsync(
        StreamStore store, IExportStatuses exports, EdgeConfig config, EdgePaths paths, Func<ReadOnlySpan<byte>, bool> isComponents, EdgeOptions options)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        AtomicFile.Write(paths.StreamManagerToken, Encoding.UTF8.GetBytes(token), AtomicFile.OwnerOnly); // for the operator's own commands
        var logger = options.Loggers.CreateLogger("Shoreline.Edge.StreamServer");
        foreach (var name in config.StreamManager.WithoutEffect) StreamServerLog.ParameterWithoutEffect(logger, name);
        return StreamServer.StartAsync(
            store, config.StreamManager.Apply(new StreamServerOptions { Port = config.StreamManagerPort, Token = token, IsComponents = isComponents }), logger, options.Time, exports);
    }
}

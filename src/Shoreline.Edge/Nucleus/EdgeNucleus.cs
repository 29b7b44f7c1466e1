using Shoreline.Edge.Artifacts;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Deployments;
using Shoreline.Edge.Ipc;
using Shoreline.Edge.Ipc.Consent;
using Shoreline.Edge.Runtime;
using Shoreline.Greengrass.Recipes;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Nucleus;

/// <summary>
/// What runs components on this gateway, put together: configuration, runtime, deployments and IPC. The parts know each other by the interfaces of this folder only.
/// </summary>
internal sealed class EdgeNucleus : IAsyncDisposable
{
    private readonly ShutdownStack _parts = new();

    private EdgeNucleus(EdgeNucleusOptions options, ComponentRuntime runtime)
    {
        _parts.Add(runtime);
        Runtime = runtime;
        Paths = new PackagePaths(options.Paths.Root);
        Configuration = _parts.AddSync(DeviceConfiguration.Open(DiskFileSystem.Instance, options.Paths.Configuration, options.Logger("ConfigStore")));
        Settings = new NucleusSettings(Configuration, options.DefaultUser, options.Logger("Nucleus"));
        _parts.AddSync(options.Logging.Follow(Configuration, options.Logger("Components")));
        var consent = new ComponentConsent(runtime, options.Logger("Ipc"), options.Time);
        Deployments = _parts.Add(new DeploymentQueue(new DeploymentParts
        {
            Files = DiskFileSystem.Instance,
            Configuration = Configuration,
            Artifacts = new ArtifactStore(
                new ArtifactStoreParts(DiskFileSystem.Instance, new UnixArtifactDisk(), Paths, () => Settings.Store, new ArchiveLimits())
                {
                    Fetchers = options.Fetchers,
                    AllowsLocalUris = true,
                },
                options.Logger("Artifacts")),
            Runtime = runtime,
            Consent = consent,
            Device = new DeviceFacts(DevicePlatform.OfThisMachine(), options.ThingName, Paths),
            Logger = options.Logger("Deployments"),
            Time = options.Time,
        }));
        Ipc = _parts.AddSync(new IpcParts(runtime, Configuration, Deployments, consent, options.Logger("Ipc"), options.Time));
    }

    public ComponentRuntime Runtime { get; }

    public DeviceConfiguration Configuration { get; }

    /// <summary>The nucleus' options, as deployments change them.</summary>
    public NucleusSettings Settings { get; }

    public DeploymentQueue Deployments { get; }

    /// <summary>Further operations are added before <see cref="Serve"/>.</summary>
    public IpcParts Ipc { get; }

    public PackagePaths Paths { get; }

    /// <summary>Ends what a killed nucleus of this root left running. No component runs yet.</summary>
    public static async Task<EdgeNucleus> OpenAsync(EdgeNucleusOptions options)
    {
        EdgeNucleus? nucleus = null;
        var runtime = await ComponentRuntime.StartAsync(new ComponentRuntimeOptions
        {
            Root = options.Paths.Root,
            Values = () => nucleus!.Settings.AddNetwork(options.Values()), // no step runs before there is a nucleus
            Defaults = () => nucleus!.Settings.RunDefaults,
            Logs = options.Logging,
            Logger = options.Logger("Components"),
            Time = options.Time,
        }).ConfigureAwait(false);
        try
        {
            return nucleus = new EdgeNucleus(options, runtime);
        }
        catch
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens the socket, then starts the components.</summary>
    public void Serve(EdgeNucleusOptions options)
    {
        var logger = options.Logger("Ipc");
        var groups = Configuration.Get("aws.greengrass.Cli", ["AuthorizedPosixGroups"])?.Value?.ToString();
        Ipc.CommandLines.Renew(options.Paths.CommandLineTokens, options.Paths.IpcSocket, groups, logger);
        var server = IpcServer.Start(new IpcServerOptions { SocketPath = options.Paths.IpcSocket }, Ipc.Tokens, Ipc.Operations, logger, options.Time);
        Deployments.Start();
        _parts.Add(server.DisposeAsync); // first of all to end: what components still say while they stop is heard by nobody
    }

    public ValueTask DisposeAsync() => _parts.DisposeAsync();
}

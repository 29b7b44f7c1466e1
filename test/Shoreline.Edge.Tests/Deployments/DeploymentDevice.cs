using Shoreline.Edge.Artifacts;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Deployments;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Tests.ConfigStore;
using Shoreline.Greengrass.Recipes;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests.Deployments;

/// <summary>A device between two starts: everything of deployments is real but the processes.</summary>
internal sealed class DeploymentDevice : IAsyncDisposable
{
    private readonly SemaphoreSlim _ended = new(0);

    public DeploymentDevice(IFileSystem files, string root, IArtifactDisk? disk = null, IReadOnlyList<IArtifactFetcher>? fetchers = null, ImageEngine? images = null)
    {
        Paths = new PackagePaths(root);
        Configuration = DeviceConfiguration.Open(files, Path.Combine(root, "config"), Logger);
        var store = new ArtifactStoreParts(files, disk ?? new PlainDisk(), Paths, () => new StoreLimits(), new ArchiveLimits())
        {
            Fetchers = fetchers ?? [],
            Images = images ?? new ImageEngine(),
            FetchLimits = new FetchLimits(3, TimeSpan.Zero),
        };
        Artifacts = new ArtifactStore(store, Logger);
        Queue = new DeploymentQueue(new DeploymentParts
        {
            Files = files,
            Configuration = Configuration,
            Artifacts = Artifacts,
            Runtime = Runtime,
            Consent = Consent,
            Device = new DeviceFacts(new DevicePlatform(new Dictionary<string, string> { ["os"] = "linux", ["architecture"] = "amd64" }), "thing-1", Paths),
            Logger = Logger,
            Time = new FixedTime(),
        });
        Queue.Ended += (_, _) => _ended.Release();
    }

    public PackagePaths Paths { get; }

    public DeviceConfiguration Configuration { get; }

    public ArtifactStore Artifacts { get; }

    public DeploymentQueue Queue { get; }

    public MemoryRuntime Runtime { get; } = new();

    public MemoryConsent Consent { get; } = new();

    public TestLogger Logger { get; } = new();

    /// <summary>Records and groups: what must be old or new as a whole.</summary>
    public string Fingerprint => $"{Json("services")} {Json("deployments")}";

    public IReadOnlyList<string> Running => [.. Runtime.List().Select(view => $"{view.Record.Name}@{view.Record.Version}")];

    public Task<LocalDeployment> DeployAsync(LocalDeploymentRequest request) => EndOfAsync(Queue.Create(request));

    public Task<LocalDeployment> DeployAsync(DeploymentDocument document)
    {
        Queue.Add(document);
        return EndOfAsync(document.Id);
    }

    public async Task<LocalDeployment> EndOfAsync(Guid id)
    {
        while (Queue.Find(id)!.Status is "QUEUED" or "IN_PROGRESS")
        {
            if (!await _ended.WaitAsync(TimeSpan.FromSeconds(30))) throw new TimeoutException($"The deployment does not end: {string.Join('\n', Logger.Lines)}");
        }
        return Queue.Find(id)!;
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        _ended.Dispose();
        Configuration.Dispose();
    }

    private string Json(string key) => Configuration.Root.At(key).ToObject().ToJsonString();

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }

    private sealed class PlainDisk : IArtifactDisk
    {
        public long UsableBytes(string folder) => long.MaxValue / 2;

        public void SetMode(string path, UnixFileMode mode) { /* The simulated disk has none. */ }

        public bool TryLink(string content, string path) => false;
    }
}

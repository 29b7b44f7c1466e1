using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shoreline.Cloud.Api;
using Shoreline.Cloud.Ingest;
using Shoreline.Cloud.Live;
using Shoreline.Cloud.Media;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Lake;
using Shoreline.Lake.Jobs;
using Shoreline.Lake.Store;
using Shoreline.Messaging;

namespace Shoreline.Cloud;

/// <summary>A running cloud: broker, ingest, media archive, jobs, API and portal in this process.</summary>
/// <remarks>
/// Stopping has an order: no new input (broker subscription, HTTP), commit what is gathered, acknowledge it, close. A kill at any point
/// loses nothing:
/// what was not committed was not acknowledged, and its sender sends it again.
/// </remarks>
public sealed class CloudHost : IAsyncDisposable
{
    private const string BucketFolder = "bucket";
    private const string BrokerFolder = "broker";
    private const int UploadsHeld = 4; // times the longest body
    private static readonly TimeSpan SubscribeWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TableListLife = TimeSpan.FromSeconds(2);

    private readonly Stack<Func<ValueTask>> _closing = new(); // undone in reverse order of the start
    private readonly ServiceCollection _shared = new();
    private readonly CloudOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private bool _ready;
    private int _disposed;

    private CloudHost(CloudOptions options, ILoggerFactory loggers, TimeProvider time) =>
        (_options, _loggers, _logger, _time) = (options, loggers, loggers.CreateLogger("Shoreline.Cloud"), time);

    /// <summary>Address of portal and API.</summary>
    public Uri Portal { get; private set; } = null!; // set by StartAsync, which alone makes a host

    /// <summary>Address of the broker that ingest listens to.</summary>
    public Uri Broker { get; private set; } = null!;

    /// <summary>Starts everything and returns once records are taken and the portal answers; <c>run/cloud.json</c> is written
    /// then.</summary>
    /// <exception cref="InvalidInputException">A port is taken, or the data folder is in use or cannot be written.</exception>
    /// <exception cref="MissingDependencyException">Mosquitto or an engine is not installed.</exception>
    public static Task<CloudHost> StartAsync(
        CloudOptions options, ILoggerFactory loggers, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return StartAsync(options, OpenBucket, loggers, time ?? TimeProvider.System, cancellationToken);
    }

    /// <summary>As the public one, over the store that <paramref name="open"/> gives.</summary>
    internal static async Task<CloudHost> StartAsync(
        CloudOptions options, Func<CloudOptions, IObjectStore> open, ILoggerFactory loggers, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var host = new CloudHost(options with { DataFolder = Path.GetFullPath(options.DataFolder) }, loggers, time);
        try
        {
            await host.StartPartsAsync(open, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops in order; see the remarks.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        while (_closing.TryPop(out var close)) await close();
        if (_ready) CloudLog.Stopped(_logger);
    }

    private static FolderStore OpenBucket(CloudOptions options) => new(Path.Combine(options.DataFolder, BucketFolder));

    private async Task StartPartsAsync(Func<CloudOptions, IObjectStore> open, CancellationToken cancellationToken)
    {
        Own(DataFolderLock.Take(_options.DataFolder));
        Share(_time);
        Share(new CloudClock(_time.GetUtcNow()));
        var store = Share(open(_options));
        var lake = Share(OwnAsync(new DataLake(store, new LakeOptions(), _time, Logger("Lake"))));
        Broker = _options.Broker.External ?? await StartBrokerAsync(cancellationToken);
        var client = OwnAsync(MqttClient.Create(new MqttClientOptions { Broker = Broker }, Logger("Messaging"), _time));
        client.Start();
        Share(new BrokerState(client, Broker));

        var live = Share(new LiveState());
        await WarmUp.RunAsync(lake, live, _time, _logger, cancellationToken);
        var media = Share(new MediaIndex(_time));
        await media.RebuildAsync(store, cancellationToken);
        Share(await StartJobsAsync(lake, cancellationToken));

        var ingest = StartIngest(store, lake, client, live, media);
        Portal = await StartPortalAsync(store, lake, live, cancellationToken);
        OwnAsync(ingest); // closed before the portal: what it takes must still be committed
        await SubscribeAsync(client, ingest, cancellationToken);

        new RunFile(Environment.ProcessId, Portal, Broker).Write(_options.DataFolder);
        _closing.Push(() =>
        {
            RunFile.Remove(_options.DataFolder);
            return ValueTask.CompletedTask;
        });
        _ready = true;
        CloudLog.Ready(_logger, Portal.ToString(), Broker.ToString(), _options.DataFolder);
    }

    private RecordIngest StartIngest(IObjectStore store, DataLake lake, MqttClient client, LiveState live, MediaIndex media)
    {
        var logger = Logger("Cloud.Ingest");
        var counters = Share(new IngestCounters());
        var tables = new RawTables(lake);
        var landed = Share(Own(new LandedRecords(tables)));
        var acks = OwnAsync(new AckPublisher(client, logger));
        acks.Start();
        var committer = Share(OwnAsync(new RawCommitter(tables, _options.Ingest, _time, logger)));
        committer.Start();
        Share(_options.Ingest);
        Share(new UploadBudget(_options.Ingest.MaxBodyBytes * UploadsHeld));
        Share(new MediaArchive(store, landed, committer, media, counters, _time, logger));
        return new RecordIngest(landed, committer, acks, new Quarantine(_time), live, counters, _time, logger);
    }

    private async Task<Uri> StartPortalAsync(IObjectStore store, DataLake lake, LiveState live, CancellationToken cancellationToken)
    {
        Share(new ObjectSections(store));
        Share(Own(new Charts(live, lake, _time)));
        Share(Own(new Cached<IReadOnlyList<TableSummary>>(lake.ListTablesAsync, TableListLife, _time)));
        Share(Own(new DemoControl(_options.DemoControl)));
        var server = OwnAsync(await ApiServer.StartAsync(_options.Portal, _shared, _loggers, cancellationToken));
        _closing.Push(() => new ValueTask(server.StopAsync()));
        return server.Address;
    }

    private async Task<Uri> StartBrokerAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(_options.DataFolder, BrokerFolder);
        return OwnAsync(await BrokerKeeper.StartAsync(folder, _options.Broker.Port, _time, Logger("Broker"), cancellationToken)).Endpoint;
    }

    private async Task<JobRunner> StartJobsAsync(DataLake lake, CancellationToken cancellationToken)
    {
        var jobs = OwnAsync(
            await JobRunner.LoadAsync(
                lake, new JobRunnerOptions { Schedules = _options.Jobs }, _time, Logger("Lake.Jobs"), cancellationToken));
        var names = jobs.List().Select(job => job.Definition.Name).ToList();
        var unknown = _options.Jobs.Keys.Where(
            key => !names.Exists(name => name == key || name.StartsWith(key + "-", StringComparison.Ordinal))).ToList();
        if (unknown.Count > 0)
        {
            throw new InvalidInputException(
                $"'jobs' in cloud.yaml names {string.Join(", ", unknown)}; there are: {string.Join(", ", names)}.");
        }
        jobs.Start();
        return jobs;
    }

    // A broker of someone else's may be away just now: the portal comes up all the same and says so, and the subscription follows.
    private async Task SubscribeAsync(MqttClient client, RecordIngest ingest, CancellationToken cancellationToken)
    {
        var stopping = Own(new CancellationTokenSource());
        var subscribing = client.SubscribeAsync(Topics.AllRecords, qos: 1, ingest.HandleAsync, stopping.Token).AsTask();
        _closing.Push(async () =>
        {
            await stopping.CancelAsync();
            // whatever it was, there is nothing to subscribe for any more
            await subscribing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await Task.WhenAny(subscribing, Task.Delay(SubscribeWithin, _time, cancellationToken));
        if (subscribing.IsCompleted) await subscribing;
        else CloudLog.BrokerAway(_logger, Broker.ToString(), client.LastError ?? "no answer yet");
    }

    private ILogger Logger(string area) => _loggers.CreateLogger("Shoreline." + area);

    /// <summary>Makes a part known to the endpoints that ask for one of its type.</summary>
    private T Share<T>(T part) where T : class
    {
        _shared.AddSingleton(part);
        return part;
    }

    private T Own<T>(T part) where T : IDisposable
    {
        _closing.Push(() =>
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        });
        return part;
    }

    private T OwnAsync<T>(T part) where T : IAsyncDisposable
    {
        _closing.Push(part.DisposeAsync);
        return part;
    }
}

using Microsoft.Extensions.Logging;
using Shoreline.Lake.Store;

namespace Shoreline.Lake.Delta;

/// <summary>One Delta table of the lake: its newest snapshot, kept up to date commit by commit, and commits on top of it.
/// Thread-safe.</summary>
/// <remarks>Protocol: delta-io/delta, PROTOCOL.md, reader version 1 and writer version 2. Layout: docs/formats/lake.md.</remarks>
internal sealed class DeltaTable : IDisposable
{
    private static readonly string EngineInfo = $"Shoreline/{typeof(DeltaTable).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>Each lost race means that another writer won one, so this many in a row say that something else is wrong.</summary>
    private const int MaxAttempts = 200;

    private readonly IObjectStore _store;
    private readonly DeltaLog _log;
    private readonly Checkpoints _checkpoints;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _refreshing = new(1);
    private volatile Snapshot _snapshot = Snapshot.None;

    public DeltaTable(IObjectStore store, string name, LakeEngine engine, TimeProvider time, ILogger logger)
    {
        (Name, _store, _time, _logger) = (name, store, time, logger);
        _log = new DeltaLog(store, Folder);
        _checkpoints = new Checkpoints(store, _log, engine, time, logger);
    }

    public string Name { get; }

    /// <summary>Key of the table's folder, with the trailing slash.</summary>
    public string Folder => $"lake/{Name}/";

    /// <summary>The newest snapshot; <see cref="Snapshot.None"/> where the table does not exist.</summary>
    public async Task<Snapshot> RefreshAsync(CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            var snapshot = _snapshot;
            if (snapshot.Version < 0) snapshot = await _checkpoints.ReadAsync(cancellationToken);
            while (await _log.ReadAsync(snapshot.Version + 1, cancellationToken) is { } actions)
            {
                snapshot = snapshot.Apply(snapshot.Version + 1, actions);
            }
            return _snapshot = snapshot;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>The table's newest snapshot; makes the table where there is none, and gives it the columns that are new behind its own.</summary>
    /// <exception cref="TableFormatException">The table exists with other columns.</exception>
    public async Task<Snapshot> CreateAsync(TableSchema schema, CancellationToken cancellationToken)
    {
        var snapshot = _snapshot.Version >= 0 ? _snapshot : await RefreshAsync(cancellationToken);
        if (snapshot.Version < 0)
        {
            await _log.TryWriteAsync(0, FirstCommit(schema), cancellationToken); // losing the race is as good
            snapshot = await RefreshAsync(cancellationToken);
        }
        if (schema.Extends(snapshot.Schema)) snapshot = await AddColumnsAsync(schema, cancellationToken);
        if (snapshot.Schema.SameAs(schema)) return snapshot;
        throw new TableFormatException(
            $"Table '{Name}' has other columns than this program writes: {snapshot.Schema.ToJson()} instead of {schema.ToJson()}. Choose another table name.");
    }

    /// <summary>Commits files on top of whatever the newest version is: for rows that do not depend on what the table holds.</summary>
    /// <returns>The version committed.</returns>
    /// <exception cref="TableConflictException">Somebody changed the columns meanwhile.</exception>
    public async Task<long> AppendAsync(IReadOnlyList<DeltaAction> actions, string operation, CancellationToken cancellationToken)
    {
        var start = _snapshot;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var snapshot = attempt == 0 ? start : await RefreshAsync(cancellationToken);
            if (snapshot.Metadata.Id != start.Metadata.Id || !snapshot.Schema.SameAs(start.Schema))
                throw new TableConflictException($"Table '{Name}' was made anew or got other columns while rows were being written to it.");
            if (await TryCommitAsync(snapshot, actions, operation, cancellationToken)) return snapshot.Version + 1;
        }
        throw new TableConflictException($"Table '{Name}': {MaxAttempts} commits in a row were overtaken by other writers.");
    }

    /// <summary>Commits on top of exactly this snapshot: for rows that depend on what the table holds.</summary>
    /// <returns>False where another writer committed first; nothing has changed then.</returns>
    public async Task<bool> TryCommitAsync(
        Snapshot on, IReadOnlyList<DeltaAction> actions, string operation, CancellationToken cancellationToken)
    {
        CheckAppendOnly(on, actions);
        if (!await _log.TryWriteAsync(on.Version + 1, actions.Prepend(Info(operation)), cancellationToken)) return false;
        var snapshot = await RefreshAsync(CancellationToken.None); // committed is committed: from here nothing is cancelled
        if ((on.Version + 1) % Checkpoints.EveryCommits == 0) await CheckpointAsync(snapshot);
        return true;
    }

    /// <summary>Files with new rows that the commits after <paramref name="after"/> added, about <paramref name="maxBytes"/> of
    /// them.</summary>
    /// <remarks>Also files that a later commit removed: their rows may live on in a file that only rearranges them.</remarks>
    /// <returns>The files, and the version up to which they are all.</returns>
    /// <exception cref="TableFormatException">A commit in between is gone.</exception>
    public async Task<(IReadOnlyList<DataFile> Files, long UpTo)> ReadAddedAsync(
        long after, Snapshot newest, long maxBytes, CancellationToken cancellationToken)
    {
        var (added, bytes, version) = (new List<DataFile>(), 0L, after);
        while (version < newest.Version && bytes < maxBytes)
        {
            var actions = await _log.ReadAsync(version + 1, cancellationToken);
            // Another engine cleaned up the log's start: everything that is there is new to the caller.
            if (actions is null && after < 0) return ([.. newest.Files.Values], newest.Version);
            if (actions is null)
                throw new TableFormatException(
                    $"Table '{Name}': commit {version + 1} is gone, and with it what it added. Delete the target table; the job then reads everything.");
            version++;
            foreach (var action in actions)
            {
                if (action.Add is not { DataChange: true } add) continue;
                added.Add(new DataFile(add));
                bytes += add.Size;
            }
        }
        return (added, version);
    }

    /// <summary>Removes files that were written for a commit that did not come about.</summary>
    public async Task DiscardAsync(IEnumerable<DeltaAction> actions)
    {
        foreach (var add in actions.Select(action => action.Add).OfType<AddAction>())
        {
            await _store.DeleteAsync(Folder + Uri.UnescapeDataString(add.Path));
        }
    }

    public void Dispose() => _refreshing.Dispose();

    /// <summary>Rows that are there already have null in the new columns; their files stay as they are.</summary>
    private async Task<Snapshot> AddColumnsAsync(TableSchema schema, CancellationToken cancellationToken)
    {
        var snapshot = await RefreshAsync(cancellationToken);
        for (var attempt = 0; attempt < MaxAttempts && schema.Extends(snapshot.Schema); attempt++)
        {
            var metadata = snapshot.Metadata with { SchemaString = schema.ToJson() };
            await _log.TryWriteAsync(snapshot.Version + 1, [Info("ADD COLUMNS"), new DeltaAction { MetaData = metadata }], cancellationToken); // losing the race: once more
            snapshot = await RefreshAsync(cancellationToken);
        }
        return snapshot;
    }

    private async Task CheckpointAsync(Snapshot snapshot)
    {
        try
        {
            await _checkpoints.WriteAsync(snapshot, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or Core.ShorelineException)
        {
            LakeLog.CheckpointFailed(_logger, Name, snapshot.Version, e.Message); // the log is whole without it; the next one tries again
        }
    }

    private void CheckAppendOnly(Snapshot on, IReadOnlyList<DeltaAction> actions)
    {
        var appendOnly = on.Metadata.Configuration.TryGetValue("delta.appendOnly", out var value) && value == "true";
        if (appendOnly && actions.Any(action => action.Remove is { DataChange: true }))
            throw new TableFormatException($"Table '{Name}' is append-only (delta.appendOnly); rows in it cannot be replaced.");
    }

    private DeltaAction[] FirstCommit(TableSchema schema)
    {
        var metadata = new MetadataAction
        {
            Id = Guid.NewGuid().ToString(),
            Name = Name,
            Format = new FormatDescription { Provider = "parquet", Options = new Dictionary<string, string>() },
            SchemaString = schema.ToJson(),
            PartitionColumns = [TableSchema.PartitionColumn],
            Configuration = new Dictionary<string, string>(),
            CreatedTime = NowMs(),
        };
        return [Info("CREATE TABLE"), new() { Protocol = Snapshot.Protocol }, new() { MetaData = metadata }];
    }

    private DeltaAction Info(string operation) => new()
    {
        CommitInfo = new CommitInfoAction
        {
            Timestamp = NowMs(),
            Operation = operation,
            OperationParameters = new Dictionary<string, string>(),
            EngineInfo = EngineInfo,
        },
    };

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}

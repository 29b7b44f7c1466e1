using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shoreline.Lake.Native.DuckDb;
using Shoreline.Lake.Store;

namespace Shoreline.Lake.Delta;

/// <summary>Whole states of a table as one Parquet file, so that opening a table does not read all of its log.</summary>
internal sealed class Checkpoints(IObjectStore store, DeltaLog log, LakeEngine engine, TimeProvider time, ILogger logger)
{
    /// <summary>Commits from one checkpoint to the next.</summary>
    public const int EveryCommits = 50;

    /// <summary>How long the log remembers a removed file; the protocol's default.</summary>
    private static readonly TimeSpan TombstonesKept = TimeSpan.FromDays(7);

    /// <summary>The protocol's "Checkpoint Schema", as far as our actions fill it.</summary>
    private const string Columns =
        """
        {protocol: 'STRUCT("minReaderVersion" INTEGER, "minWriterVersion" INTEGER)',
         metaData: 'STRUCT(id VARCHAR, "name" VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), "schemaString" VARCHAR, "partitionColumns" VARCHAR[], "createdTime" BIGINT, configuration MAP(VARCHAR, VARCHAR))',
         txn: 'STRUCT("appId" VARCHAR, "version" BIGINT, "lastUpdated" BIGINT)',
         add: 'STRUCT(path VARCHAR, "partitionValues" MAP(VARCHAR, VARCHAR), size BIGINT, "modificationTime" BIGINT, "dataChange" BOOLEAN, stats VARCHAR)',
         remove: 'STRUCT(path VARCHAR, "deletionTimestamp" BIGINT, "dataChange" BOOLEAN, "extendedFileMetadata" BOOLEAN, "partitionValues" MAP(VARCHAR, VARCHAR), size BIGINT)'}
        """;

    /// <summary>The newest checkpoint's state, or <see cref="Snapshot.None"/> where there is no checkpoint that one can read.</summary>
    public async Task<Snapshot> ReadAsync(CancellationToken cancellationToken)
    {
        var pointer = await store.GetAsync(log.LastCheckpointKey, cancellationToken);
        if (pointer is null) return Snapshot.None;
        try
        {
            var last = JsonSerializer.Deserialize(pointer, DeltaJson.Default.LastCheckpoint)!;
            if (last.Parts is not null) return Snapshot.None; // another writer's; the log itself is read instead
            var path = engine.PathOf(log.CheckpointKey(last.Version));
            var actions = await engine.RunAsync(connection => Read(connection, path), cancellationToken);
            return Snapshot.None.Apply(last.Version, actions);
        }
        catch (Exception e) when (e is JsonException or DuckDbException)
        {
            LakeLog.CheckpointUnreadable(logger, log.LastCheckpointKey, e.Message);
            return Snapshot.None; // nothing is lost: the commits before it are kept
        }
    }

    public async Task WriteAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var actions = ActionsOf(snapshot);
        var json = engine.ScratchFile(".json");
        var parquet = engine.ScratchFile(".parquet");
        try
        {
            await File.WriteAllBytesAsync(json, DeltaLog.Format(actions), cancellationToken);
            await engine.RunAsync(connection => connection.Execute(
                $"COPY (SELECT * FROM read_json({Sql.Text(json)}, format = 'newline_delimited', columns = {Columns})) TO {Sql.Text(parquet)} (FORMAT parquet, COMPRESSION zstd)"),
                cancellationToken);
            await using (var content = File.OpenRead(parquet))
            {
                await store.PutAsync(log.CheckpointKey(snapshot.Version), content, cancellationToken);
            }
            var last = new LastCheckpoint { Version = snapshot.Version, Size = actions.Count };
            await store.PutAsync(
                log.LastCheckpointKey, JsonSerializer.SerializeToUtf8Bytes(last, DeltaJson.Default.LastCheckpoint), cancellationToken);
        }
        finally
        {
            File.Delete(json);
            File.Delete(parquet);
        }
    }

    private List<DeltaAction> ActionsOf(Snapshot snapshot)
    {
        var oldest = (time.GetUtcNow() - TombstonesKept).ToUnixTimeMilliseconds();
        return
        [
            new DeltaAction { Protocol = Snapshot.Protocol },
            new DeltaAction { MetaData = snapshot.Metadata },
            .. snapshot.Progress.Values.Select(txn => new DeltaAction { Txn = txn }),
            .. snapshot.Tombstones.Values.Where(remove => remove.DeletionTimestamp >= oldest).Select(
                remove => new DeltaAction { Remove = remove with { DataChange = false } }),
            .. snapshot.Files.Values.Select(file => new DeltaAction { Add = file.Add with { DataChange = false } }),
        ];
    }

    private static List<DeltaAction> Read(DuckDbConnection connection, string path)
    {
        // Columns that another writer added are left out, and with them whatever DuckDB would name differently.
        using var rows = connection.Query(
            $"SELECT to_json({{protocol: protocol, metaData: metaData, txn: txn, add: add, remove: remove}}) FROM read_parquet({Sql.Text(path)})");
        return [.. rows.Rows().SelectMany(row => DeltaLog.Parse(System.Text.Encoding.UTF8.GetBytes((string)row[0]!), path))];
    }
}

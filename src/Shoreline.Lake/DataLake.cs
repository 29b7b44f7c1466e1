using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Lake.Delta;
using Shoreline.Lake.Native.DuckDb;
using Shoreline.Lake.Store;

namespace Shoreline.Lake;

/// <summary>The tables of a bucket: append records, query, list. Several processes may use one bucket. Thread-safe.</summary>
public sealed class DataLake : IAsyncDisposable
{
    internal const string TablesPrefix = "lake/";
    private const int WorkConnections = 4;
    private const int LongestTableName = 200;

    private readonly ConcurrentDictionary<string, DeltaTable> _tables = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _scratch;
    private readonly LakeEngine _queryEngine;
    private readonly QueryRunner _queries;

    /// <exception cref="MissingDependencyException">libduckdb is not installed.</exception>
    public DataLake(IObjectStore store, LakeOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Store, _time, _logger) = (store, time, logger);
        _scratch = options.ScratchFolder is { } folder
            ? Directory.CreateDirectory(Path.Combine(folder, Guid.NewGuid().ToString("n"))).FullName
            : Directory.CreateTempSubdirectory("shoreline-lake-").FullName;
        Engine = new LakeEngine(store, options.WorkMemoryBytes, options.Threads, WorkConnections, _scratch);
        Files = new TableFiles(store, Engine, time);
        _queryEngine = new LakeEngine(store, options.QueryMemoryBytes, options.Threads, options.ConcurrentQueries, scratch: null);
        _queries = new QueryRunner(_queryEngine, new TableFiles(store, _queryEngine, time), time);
    }

    /// <summary>The bucket.</summary>
    public IObjectStore Store { get; }

    internal LakeEngine Engine { get; }

    internal TableFiles Files { get; }

    /// <summary>Appends records to a raw table, made where it is missing, in one commit. Durable when this completes.</summary>
    /// <param name="table">As <see cref="RawTable.NameOf"/> gives it.</param>
    /// <returns>The version committed; the present one where there are no rows.</returns>
    /// <exception cref="TableConflictException">Other writers won too often; try again.</exception>
    public async Task<long> AppendRawAsync(string table, IReadOnlyList<RawRow> rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var target = Table(table);
        var snapshot = await target.CreateAsync(RawTable.Schema, cancellationToken);
        if (rows.Count == 0) return snapshot.Version;
        var files = await Engine.RunAsync(connection => WriteRaw(connection, table, rows), cancellationToken);
        var actions = await Files.PutAsync(target, files, cancellationToken);
        return await target.AppendAsync(actions, "WRITE", cancellationToken);
    }

    /// <summary>Runs one SELECT over the newest versions of all tables.</summary>
    /// <exception cref="QueryException">The statement is wrong, not allowed, or over its limits.</exception>
    public async Task<QueryResult> QueryAsync(string sql, QueryLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sql);
        return await _queries.RunAsync(sql, limits ?? new QueryLimits(), await RefreshAllAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Every table, by name.</summary>
    public async Task<IReadOnlyList<TableSummary>> ListTablesAsync(CancellationToken cancellationToken = default) =>
    [
        .. (await RefreshAllAsync(cancellationToken)).Select(entry => new TableSummary(
            entry.Key.Name, entry.Value.RowCount, entry.Value.Files.Count, entry.Value.Bytes, entry.Value.Version,
            DateTimeOffset.FromUnixTimeMilliseconds(entry.Value.CommittedAtMs))).OrderBy(table => table.Name, StringComparer.Ordinal),
    ];

    /// <summary>Columns of a table, in order, with their SQL types; null where there is no such table.</summary>
    public async Task<IReadOnlyList<QueryColumn>?> DescribeTableAsync(string name, CancellationToken cancellationToken = default)
    {
        var found = (await RefreshAllAsync(cancellationToken)).FirstOrDefault(entry => entry.Key.Name == name);
        return found.Value?.Schema.Columns.Select(column => new QueryColumn(column.Name, column.Type.SqlType)).ToList();
    }

    public ValueTask DisposeAsync()
    {
        _queryEngine.Dispose();
        Engine.Dispose();
        foreach (var table in _tables.Values) table.Dispose();
        Directory.Delete(_scratch, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A table by name, whether it exists yet or not.</summary>
    /// <exception cref="InvalidInputException">The name is not one.</exception>
    internal DeltaTable Table(string name) => IsTableName(name)
        ? _tables.GetOrAdd(name, _ => new DeltaTable(Store, name, Engine, _time, _logger))
        : throw new InvalidInputException($"'{name}' is not a table name: use 1 to {LongestTableName} characters of a-z 0-9 _.");

    /// <summary>Small letters only, because SQL does not tell them from capitals and object keys do.</summary>
    private static bool IsTableName(string name) =>
        name.Length is > 0 and <= LongestTableName && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    private List<ScratchParquet> WriteRaw(DuckDbConnection connection, string table, IReadOnlyList<RawRow> rows)
    {
        RawTable.Load(connection, rows);
        var files = Files.Write(connection, RawTable.Loaded, RawTable.Schema, table);
        connection.Execute($"DROP TABLE {RawTable.Loaded}");
        return files;
    }

    /// <summary>The newest snapshot of every table.</summary>
    internal async Task<IReadOnlyDictionary<DeltaTable, Snapshot>> RefreshAllAsync(CancellationToken cancellationToken)
    {
        var tables = new List<DeltaTable>();
        await foreach (var folder in Store.ListFoldersAsync(TablesPrefix, cancellationToken))
        {
            var name = folder[TablesPrefix.Length..^1];
            if (IsTableName(name)) tables.Add(Table(name));
        }
        var snapshots = await Task.WhenAll(tables.Select(table => table.RefreshAsync(cancellationToken)));
        return tables.Zip(snapshots).Where(pair => pair.Second.Version >= 0).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}

using System.Diagnostics;
using Shoreline.Lake.Delta;
using Shoreline.Lake.Native.DuckDb;

namespace Shoreline.Lake.Query;

/// <summary>Runs read-only SQL over views of the tables. A view is made when its table has a new version, not for each query.</summary>
internal sealed class QueryRunner(LakeEngine engine, TableFiles files, TimeProvider time)
{
    private readonly Dictionary<string, (string Id, long Version)> _views = new(StringComparer.Ordinal);
    private readonly Lock _viewsLock = new();

    /// <param name="tables">Every table that the query may see, with the snapshot to show.</param>
    public async Task<QueryResult> RunAsync(
        string sql, QueryLimits limits, IReadOnlyDictionary<DeltaTable, Snapshot> tables, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(limits.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await engine.RunAsync(connection => Run(connection, sql, limits, tables), either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new QueryException(
                $"The query was stopped after {limits.Timeout.TotalSeconds:0.#} s, its limit. Narrow it, for example by a condition on the column date.", e);
        }
        catch (DuckDbException e) when (e.Type == DuckDbErrorType.OutOfMemory)
        {
            throw new QueryException(
                $"The query needs more memory than queries may use here. Narrow it, or aggregate before sorting. ({SqlErrors.OneLine(e.Message)})", e);
        }
        catch (DuckDbException e)
        {
            throw new QueryException(SqlErrors.OneLine(e.Message), e) { StatementIsWrong = e.Type == DuckDbErrorType.Binder };
        }
    }

    private QueryResult Run(DuckDbConnection connection, string sql, QueryLimits limits, IReadOnlyDictionary<DeltaTable, Snapshot> tables)
    {
        var start = Stopwatch.GetTimestamp();
        var used = SqlGuard.Check(connection, sql, [.. tables.Keys.Select(table => table.Name)]);
        UpdateViews(connection, tables, used);
        using var result = connection.Query(sql);
        var columns = result.Columns().Select(column => new QueryColumn(column.Name, column.Reader.SqlType)).ToList();
        var rows = new List<object?[]>();
        var bytes = 0L;
        foreach (var row in result.Rows())
        {
            bytes += ResultSize.Of(row);
            if (rows.Count == limits.MaxRows || bytes > limits.MaxResultBytes)
                return new QueryResult(columns, rows, Truncated: true, Stopwatch.GetElapsedTime(start));
            rows.Add(row);
        }
        return new QueryResult(columns, rows, Truncated: false, Stopwatch.GetElapsedTime(start));
    }

    /// <param name="used">Tables that the statement names; where it names none, as SHOW TABLES, all are brought up to date.</param>
    private void UpdateViews(DuckDbConnection connection, IReadOnlyDictionary<DeltaTable, Snapshot> tables, IReadOnlySet<string> used)
    {
        lock (_viewsLock) // DuckDB fails the second of two transactions that replace one view
        {
            foreach (var (table, snapshot) in tables.Where(entry => used.Count == 0 || used.Contains(entry.Key.Name)))
            {
                var shown = (snapshot.Metadata.Id, snapshot.Version);
                if (_views.TryGetValue(table.Name, out var view) && view == shown) continue;
                connection.Execute($"CREATE OR REPLACE VIEW {Sql.Name(table.Name)} AS {files.Select(table.Folder, snapshot.Schema, snapshot.Files.Values)}");
                _views[table.Name] = shown;
            }
            foreach (var name in _views.Keys.Except(tables.Keys.Select(table => table.Name)).ToList())
            {
                connection.Execute($"DROP VIEW {Sql.Name(name)}");
                _views.Remove(name);
            }
        }
    }
}

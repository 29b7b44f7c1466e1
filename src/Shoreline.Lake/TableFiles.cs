using Shoreline.Core;
using Shoreline.Lake.Delta;
using Shoreline.Lake.Native.DuckDb;
using Shoreline.Lake.Store;

namespace Shoreline.Lake;

/// <summary>Writes rows as Parquet files of a table, one for each day, and gives the actions that commit them. Nothing is visible before the commit.</summary>
internal sealed class TableFiles(IObjectStore store, LakeEngine engine, TimeProvider time)
{
    private sealed record Written(string Date, string Scratch, string Statistics);

    /// <summary>Writes the rows of a temporary table, which is dropped then.</summary>
    /// <param name="prepare">Makes that table on the connection and gives its name, or null where there are no rows to write.</param>
    public async Task<List<DeltaAction>> WriteAsync(
        DeltaTable table, TableSchema schema, Func<DuckDbConnection, string?> prepare, CancellationToken cancellationToken)
    {
        var written = await engine.RunAsync(
            connection => prepare(connection) is { } relation ? WriteScratch(connection, relation, schema, table.Name) : [], cancellationToken);
        try
        {
            var actions = new List<DeltaAction>();
            foreach (var file in written) actions.Add(new DeltaAction { Add = await PutAsync(table, file, cancellationToken) });
            return actions;
        }
        finally
        {
            foreach (var file in written) File.Delete(file.Scratch);
        }
    }

    /// <summary>SQL that reads files of a table, the partition column taken from the log as the protocol wants it.</summary>
    public string Select(string tableFolder, TableSchema schema, IEnumerable<DataFile> files)
    {
        var parts = files.GroupBy(file => file.Date, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => SelectDay(tableFolder, schema, group.Key, group));
        var sql = string.Join("\nUNION ALL ", parts);
        return sql.Length > 0 ? sql : $"SELECT {string.Join(", ", schema.Columns.Select(c => $"NULL::{c.Type.SqlType} AS {Sql.Name(c.Name)}"))} WHERE false";
    }

    private string SelectDay(string tableFolder, TableSchema schema, string? date, IEnumerable<DataFile> files)
    {
        var columns = schema.Columns.Select(column => column.Name == TableSchema.PartitionColumn
            ? (date is null ? "NULL::DATE" : $"DATE {Sql.Text(date)}") + " AS " + Sql.Name(column.Name)
            : Sql.Name(column.Name));
        var paths = files.Select(file => Sql.Text(engine.PathOf(tableFolder + file.Path)));
        return $"SELECT {string.Join(", ", columns)} FROM read_parquet([{string.Join(", ", paths)}], hive_partitioning = false)";
    }

    private List<Written> WriteScratch(DuckDbConnection connection, string relation, TableSchema schema, string table)
    {
        var columns = schema.DataColumns.ToList();
        var casts = string.Join(", ", columns.Select(c => $"CAST({Sql.Name(c.Name)} AS {c.Type.SqlType}) AS {Sql.Name(c.Name)}"));
        var files = new List<Written>();
        foreach (var date in Days(connection, relation, table))
        {
            var rows = $"(SELECT {casts} FROM {relation} WHERE {Sql.Name(TableSchema.PartitionColumn)} = DATE {Sql.Text(date)})";
            var scratch = engine.ScratchFile(".parquet");
            connection.Execute($"COPY {rows} TO {Sql.Text(scratch)} (FORMAT parquet, COMPRESSION zstd)");
            using var aggregates = connection.Query($"SELECT {FileStatistics.AggregatesOf(columns)} FROM {rows}");
            files.Add(new Written(date, scratch, FileStatistics.Write(columns, aggregates.Rows().Single())));
        }
        connection.Execute($"DROP TABLE {relation}");
        return files;
    }

    private static List<string> Days(DuckDbConnection connection, string relation, string table)
    {
        using var days = connection.Query($"SELECT DISTINCT {Sql.Name(TableSchema.PartitionColumn)} AS day FROM {relation} ORDER BY day");
        return
        [
            .. days.Rows().Select(row => row[0] is DateOnly day
                ? day.ToString("O")
                : throw new InvalidInputException($"Rows for table '{table}' have no date, or one outside the years 1 to 9999: fill the column 'date' of each row.")),
        ];
    }

    private async Task<AddAction> PutAsync(DeltaTable table, Written file, CancellationToken cancellationToken)
    {
        var path = $"{TableSchema.PartitionColumn}={file.Date}/part-{Guid.NewGuid():n}.zstd.parquet";
        await using var content = File.OpenRead(file.Scratch);
        await store.PutAsync(table.Folder + path, content, cancellationToken);
        return new AddAction
        {
            Path = path,
            PartitionValues = new Dictionary<string, string?> { [TableSchema.PartitionColumn] = file.Date },
            Size = content.Length,
            ModificationTime = time.GetUtcNow().ToUnixTimeMilliseconds(),
            DataChange = true,
            Stats = file.Statistics,
        };
    }
}

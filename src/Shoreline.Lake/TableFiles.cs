using Shoreline.Core;
using Shoreline.Lake.Delta;
using Shoreline.Lake.Native.DuckDb;
using Shoreline.Lake.Store;

namespace Shoreline.Lake;

/// <summary>A Parquet file on its way into a table.</summary>
/// <param name="Date">Day of its rows, <c>2026-01-31</c>.</param>
/// <param name="Path">Where it lies on this machine.</param>
/// <param name="Statistics">As <see cref="FileStatistics.Write"/> makes them.</param>
internal sealed record ScratchParquet(string Date, string Path, string Statistics);

/// <summary>Parquet files of tables: written by DuckDB, put into the bucket, read back as SQL.</summary>
internal sealed class TableFiles(IObjectStore store, LakeEngine engine, TimeProvider time)
{
    /// <summary>Writes the rows of a temporary table to scratch files, one for each day. Blocks.</summary>
    /// <param name="relation">The table; its column <c>date</c> says which day a row belongs to.</param>
    public List<ScratchParquet> Write(DuckDbConnection connection, string relation, TableSchema schema, string table)
    {
        var files = new List<ScratchParquet>();
        try
        {
            foreach (var date in Days(connection, relation, table)) files.Add(WriteDay(connection, relation, schema, date));
            return files;
        }
        catch
        {
            Delete(files);
            throw;
        }
    }

    /// <summary>Removes scratch files that will not be put.</summary>
    public static void Delete(IEnumerable<ScratchParquet> files)
    {
        foreach (var file in files) File.Delete(file.Path);
    }

    /// <summary>Puts scratch files into the bucket, removes them here, and gives the actions that commit them. Nothing is visible before
    /// the commit.</summary>
    public async Task<List<DeltaAction>> PutAsync(
        DeltaTable table, IReadOnlyList<ScratchParquet> files, CancellationToken cancellationToken)
    {
        try
        {
            var actions = new List<DeltaAction>(files.Count);
            foreach (var file in files) actions.Add(new DeltaAction { Add = await PutAsync(table, file, cancellationToken) });
            return actions;
        }
        finally
        {
            Delete(files);
        }
    }

    /// <summary>SQL that reads files of a table, the partition column taken from the log as the protocol wants it.</summary>
    public string Select(string tableFolder, TableSchema schema, IEnumerable<DataFile> files)
    {
        var parts = files.GroupBy(file => (file.Date, MayLack: file.Statistics?.MayLack(schema) ?? false))
            .OrderBy(group => group.Key.Date, StringComparer.Ordinal).ThenBy(group => group.Key.MayLack)
            .Select(group => SelectDay(tableFolder, schema, group.Key.Date, group, group.Key.MayLack));
        var sql = string.Join("\nUNION ALL ", parts);
        return sql.Length > 0
            ? sql
            : $"SELECT {string.Join(", ", schema.Columns.Select(c => $"NULL::{c.Type.SqlType} AS {Sql.Name(c.Name)}"))} WHERE false";
    }

    /// <param name="mayLack">Whether some of the files may be older than some of the columns, which are null then.</param>
    private string SelectDay(string tableFolder, TableSchema schema, string? date, IEnumerable<DataFile> files, bool mayLack)
    {
        var columns = schema.Columns.Select(column => column.Name == TableSchema.PartitionColumn
            ? (date is null ? "NULL::DATE" : $"DATE {Sql.Text(date)}") + " AS " + Sql.Name(column.Name)
            : Sql.Name(column.Name));
        var paths = files.Select(file => Sql.Text(engine.PathOf(tableFolder + file.Path)));
        var select = $"SELECT {string.Join(", ", columns)} FROM ";
        if (!mayLack) return $"{select}read_parquet([{string.Join(", ", paths)}], hive_partitioning = false)";
        var typed = string.Join(", ", schema.DataColumns.Select(column => $"NULL::{column.Type.SqlType} AS {Sql.Name(column.Name)}"));
        return $"{select}(SELECT {typed} WHERE false UNION ALL BY NAME SELECT * FROM read_parquet([{string.Join(", ", paths)}], hive_partitioning = false, union_by_name = true))";
    }

    private ScratchParquet WriteDay(DuckDbConnection connection, string relation, TableSchema schema, string date)
    {
        var columns = schema.DataColumns.ToList();
        var casts = string.Join(", ", columns.Select(c => $"CAST({Sql.Name(c.Name)} AS {c.Type.SqlType}) AS {Sql.Name(c.Name)}"));
        var rows = $"(SELECT {casts} FROM {relation} WHERE {Sql.Name(TableSchema.PartitionColumn)} = DATE {Sql.Text(date)})";
        var path = engine.ScratchFile(".parquet");
        try
        {
            connection.Execute($"COPY {rows} TO {Sql.Text(path)} (FORMAT parquet, COMPRESSION zstd)");
            using var aggregates = connection.Query($"SELECT {FileStatistics.AggregatesOf(columns)} FROM {rows}");
            return new ScratchParquet(date, path, FileStatistics.Write(columns, aggregates.Rows().Single()));
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private static List<string> Days(DuckDbConnection connection, string relation, string table)
    {
        using var days = connection.Query($"SELECT DISTINCT {Sql.Name(TableSchema.PartitionColumn)} AS day FROM {relation} ORDER BY day");
        return
        [
            .. days.Rows().Select(row => row[0] is DateOnly day
                ? day.ToString("O")
                : throw new InvalidInputException(
                    $"Rows for table '{table}' have no date, or one outside the years 1 to 9999: fill the column 'date' of each row.")),
        ];
    }

    private async Task<AddAction> PutAsync(DeltaTable table, ScratchParquet file, CancellationToken cancellationToken)
    {
        var path = $"{TableSchema.PartitionColumn}={file.Date}/part-{Guid.NewGuid():n}.zstd.parquet";
        await using var content = File.OpenRead(file.Path);
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

using Shoreline.Core;
using Shoreline.Lake.Delta;
using Shoreline.Lake.Native.DuckDb;
using Shoreline.Lake.Query;

namespace Shoreline.Lake.Jobs;

/// <summary>The rows that a job's SQL makes, on their way through temporary tables of one connection. Blocks.</summary>
internal sealed class JobRows(DuckDbConnection connection, JobDefinition job, TableFiles files)
{
    /// <summary>Temporary table of the rows for the target.</summary>
    public const string TargetRows = "target_rows";

    /// <summary>Temporary table of the rows for the quarantine.</summary>
    public const string QuarantineRows = "quarantine_rows";

    private const string AllRows = "job_rows";
    private const string KnownRows = "known_rows";

    private bool _hasReason;

    /// <summary>Columns that the job's SQL gives the target, where <c>source</c> is a view of the connection.</summary>
    /// <exception cref="InvalidInputException">The SQL does not fit the source, or its columns make no table.</exception>
    public static TableSchema SchemaOf(DuckDbConnection connection, JobDefinition job)
    {
        try
        {
            using var result = connection.Query($"SELECT * FROM ({JobFile.Body(job.Sql)}\n) LIMIT 0");
            var columns = result.Columns().Where(column => column.Name != QuarantineTable.ReasonColumn)
                .Select(column => new TableColumn(column.Name, SqlTypeParser.Parse(column.Reader.SqlType) ?? throw Fault(
                    job, $"column '{column.Name}' is a {column.Reader.SqlType}, which tables do not hold; cast it (TIMESTAMP to TIMESTAMPTZ, unsigned numbers to signed)")));
            var schema = new TableSchema([.. columns]);
            if (schema.Find(TableSchema.PartitionColumn)?.Type != DeltaType.Date)
            {
                throw Fault(job, "it needs a column 'date' of type DATE, the day of the row");
            }
            var missing = job.Key.Where(name => schema.Find(name) is null).ToList();
            return missing.Count == 0
                ? schema
                : throw Fault(job, $"its key names columns that it does not make: {string.Join(", ", missing)}");
        }
        catch (DuckDbException e)
        {
            throw Fault(job, SqlErrors.OneLine(e.Message), e);
        }
    }

    /// <summary>Runs the SQL.</summary>
    public void Run()
    {
        connection.Execute($"CREATE OR REPLACE TEMP TABLE {AllRows} AS SELECT * FROM ({JobFile.Body(job.Sql)}\n)");
        using var columns = connection.Query($"SELECT * FROM {AllRows} LIMIT 0");
        _hasReason = columns.Columns().Any(column => column.Name == QuarantineTable.ReasonColumn);
    }

    /// <summary>Makes <see cref="QuarantineRows"/>: source rows that the SQL refused and that are not in the quarantine yet.</summary>
    /// <returns>Their number.</returns>
    public long MakeQuarantine(string folder, Snapshot quarantine, DateTimeOffset now)
    {
        var key = string.Join(", ", RawTable.Key);
        var refused = _hasReason ? $"SELECT DISTINCT ON ({key}) {key}, {QuarantineTable.ReasonColumn} FROM {AllRows} WHERE {QuarantineTable.ReasonColumn} IS NOT NULL" : null;
        connection.Execute(refused is null
            ? $"CREATE OR REPLACE TEMP TABLE {QuarantineRows} AS {files.Select(folder, QuarantineTable.Schema, [])}"
            : $"""
               CREATE OR REPLACE TEMP TABLE {QuarantineRows} AS
               SELECT DISTINCT ON ({key}) {Sql.Text(job.Name)} AS job, refused.{QuarantineTable.ReasonColumn} AS reason,
                 TIMESTAMPTZ {Sql.Text(now.UtcDateTime.ToString("O"))} AS quarantined_at, source.*
               FROM {JobFile.Source} AS source JOIN ({refused}) AS refused USING ({key})
               """);
        DropKnown(QuarantineRows, QuarantineTable.Key, folder, quarantine);
        return Count(QuarantineRows);
    }

    /// <summary>Makes <see cref="TargetRows"/>, one for each key, as the job's mode wants them.</summary>
    /// <returns>The number of rows the job adds, and the files that go, whose rows are either replaced or among
    /// <see cref="TargetRows"/>.</returns>
    public (long Rows, List<DataFile> Removed) MakeTarget(string folder, Snapshot target)
    {
        var good = _hasReason
            ? $"SELECT * EXCLUDE ({QuarantineTable.ReasonColumn}) FROM {AllRows} WHERE {QuarantineTable.ReasonColumn} IS NULL"
            : $"SELECT * FROM {AllRows}";
        var one = job.Key.Count == 0 ? "" : $" QUALIFY row_number() OVER (PARTITION BY {Sql.Names(job.Key)}) = 1";
        connection.Execute($"CREATE OR REPLACE TEMP TABLE {TargetRows} AS {good}{one}");
        switch (job.Mode)
        {
            case JobMode.Append:
                DropKnown(TargetRows, job.Key, folder, target);
                return (Count(TargetRows), []);
            case JobMode.Replace:
                return (Count(TargetRows), [.. target.Files.Values]);
            default:
                return Merge(folder, target);
        }
    }

    /// <summary>Forgets what the connection holds, for the next user of it.</summary>
    public void Drop() =>
        connection.Execute($"DROP TABLE {AllRows}; DROP TABLE {TargetRows}; DROP TABLE {QuarantineRows}; DROP VIEW {JobFile.Source};");

    /// <summary>Takes away the rows whose key the table holds already.</summary>
    private void DropKnown(string rows, IReadOnlyList<string> key, string folder, Snapshot table)
    {
        var candidates = FilesThatMayHold(rows, key, table);
        if (candidates.Count == 0) return;
        connection.Execute(
            $"CREATE OR REPLACE TEMP TABLE {KnownRows} AS SELECT {Sql.Names(key)} FROM ({files.Select(folder, table.Schema, candidates)});" +
            $"DELETE FROM {rows} USING {KnownRows} AS known WHERE {Matches(rows, "known", key)};" +
            $"DROP TABLE {KnownRows};");
    }

    /// <summary>Adds the rows of the files that hold one of our keys, without those that ours replace.</summary>
    private (long Rows, List<DataFile> Removed) Merge(string folder, Snapshot target)
    {
        var count = Count(TargetRows);
        var candidates = FilesThatMayHold(TargetRows, job.Key, target);
        if (candidates.Count == 0) return (count, []);
        connection.Execute(
            $"CREATE OR REPLACE TEMP TABLE {KnownRows} AS {files.Select(folder, target.Schema, candidates)};" +
            $"INSERT INTO {TargetRows} BY NAME SELECT * FROM {KnownRows} AS known WHERE NOT EXISTS (SELECT 1 FROM {TargetRows} WHERE {Matches(TargetRows, "known", job.Key)});" +
            $"DROP TABLE {KnownRows};");
        return (count, candidates);
    }

    /// <summary>The table's files that, by their statistics, may hold a row with one of the keys.</summary>
    private List<DataFile> FilesThatMayHold(string rows, IReadOnlyList<string> key, Snapshot table)
    {
        using var bounds = connection.Query(
            $"SELECT {string.Join(", ", key.Select(name => $"min({Sql.Name(name)}), max({Sql.Name(name)})"))} FROM {rows}");
        var values = bounds.Rows().Single();
        if (values.All(value => value is null)) return []; // no rows
        var candidates = table.Files.Values.AsEnumerable();
        for (var i = 0; i < key.Count; i++)
        {
            var (name, least, greatest) = (key[i], values[2 * i], values[2 * i + 1]);
            if (least is long or string && greatest is long or string) // other types are not compared; the join decides
                candidates = candidates.Where(file => file.Statistics?.MayHold(name, least, greatest) ?? true);
        }
        return [.. candidates];
    }

    private long Count(string rows) => (long)connection.Scalar($"SELECT count(*) FROM {rows}")!;

    private static string Matches(string left, string right, IReadOnlyList<string> key) =>
        string.Join(" AND ", key.Select(name => $"{left}.{Sql.Name(name)} IS NOT DISTINCT FROM {right}.{Sql.Name(name)}"));

    private static InvalidInputException Fault(JobDefinition job, string what, Exception? inner = null) =>
        new($"Job '{job.Name}': {what}.", inner);
}

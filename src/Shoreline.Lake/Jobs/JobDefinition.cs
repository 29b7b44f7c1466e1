namespace Shoreline.Lake.Jobs;

/// <summary>What happens to the rows a job makes.</summary>
public enum JobMode
{
    /// <summary>They are added; one whose key the target holds already is not added again.</summary>
    Append,

    /// <summary>They are added, and take the place of rows with the same key.</summary>
    Merge,

    /// <summary>They become the whole content of the target.</summary>
    Replace,
}

/// <summary>A job: SQL that makes rows of one table from rows of another. Format of its file: docs/formats/lake.md.</summary>
/// <param name="Name">Also the name of its file without <c>.sql</c>.</param>
/// <param name="Schedule">Quartz cron expression with seconds, in UTC; null for a job that is only run by hand.</param>
/// <param name="Source">The table that the SQL sees as <c>source</c>: only what is new there, except in mode replace.</param>
/// <param name="Key">Columns that name a row of the target; may be empty in mode replace.</param>
/// <param name="Sql">The whole file, header included, so that line numbers in messages are those of the file.</param>
public sealed record JobDefinition(
    string Name, string Description, string? Schedule, string Source, string Target, JobMode Mode, IReadOnlyList<string> Key, string Sql);

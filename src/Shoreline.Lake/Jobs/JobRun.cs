using System.Text.Json.Serialization;

namespace Shoreline.Lake.Jobs;

/// <summary>One run of a job, as its log keeps it.</summary>
public sealed record JobRun
{
    public required string Id { get; init; }

    public required string Job { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required long DurationMs { get; init; }

    /// <summary>Version of the source that was done before; −1 before the first run.</summary>
    public long SourceFrom { get; init; } = -1;

    /// <summary>Version of the source that is done now.</summary>
    public long SourceTo { get; init; } = -1;

    public long RowsRead { get; init; }

    /// <summary>Rows added to the target; rows that were there already do not count.</summary>
    public long RowsWritten { get; init; }

    public long RowsQuarantined { get; init; }

    /// <summary>Why it failed; null where it did not. What was committed before the failure stays, and the next run goes on from
    /// there.</summary>
    public string? Error { get; init; }
}

/// <summary>A job and how it is doing.</summary>
/// <param name="LastRun">The newest run of this process, also one that found nothing to do; null before the first.</param>
/// <param name="NextRunAt">When the schedule has it next; null where it is only run by hand.</param>
public sealed record JobSummary(JobDefinition Definition, bool Running, JobRun? LastRun, DateTimeOffset? NextRunAt);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(JobRun))]
internal sealed partial class JobJson : JsonSerializerContext;

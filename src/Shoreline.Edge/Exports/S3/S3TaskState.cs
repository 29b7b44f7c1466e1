using System.Text;
using System.Text.Json.Serialization;
using Shoreline.Greengrass.StreamManager.Documents;

namespace Shoreline.Edge.Exports.S3;

/// <summary>How far a task has come, as it outlives the gateway: docs/formats/s3-task-state.md.</summary>
internal sealed record S3TaskState
{
    public const string CurrentSchema = "shoreline.s3-task/1";

    public required string Schema { get; init; }

    public required string Stream { get; init; }

    public required string Incarnation { get; init; }

    public required string Export { get; init; }

    public required long Sequence { get; init; }

    public required S3TaskPhase Phase { get; init; }

    /// <summary>The task's message, letter for letter, so that a status can name the task when its stream has lost it.</summary>
    public string? Message { get; init; }

    /// <summary>With the placeholders replaced: the moment that the upload began counts, however often it is taken up.</summary>
    public string Bucket { get; init; } = "";

    public string Key { get; init; } = "";

    /// <summary>The file as it was when the upload began.</summary>
    public SourceFile Source { get; init; }

    /// <summary>Of a multipart upload that was begun.</summary>
    public string? UploadId { get; init; }

    public long PartBytes { get; init; }

    /// <summary>Success, Failure or Canceled; null until the task is settled.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<UploadStatus>))]
    public UploadStatus? Outcome { get; init; }

    /// <summary>Why the task was given up; null where it succeeded or is not over.</summary>
    public string? Refusal { get; init; }

    [JsonIgnore]
    public S3TaskId Id => new(Stream, Incarnation, Sequence);

    [JsonIgnore]
    public S3Target Target => new(Bucket, Key);

    /// <summary>The task; null where its message cannot be read, or an earlier version did not keep it.</summary>
    public S3ExportTaskDefinition? ReadTask()
    {
        if (Message is null) return null;
        _ = S3TaskReader.Read(Encoding.UTF8.GetBytes(Message), out var task);
        return task;
    }
}

[JsonConverter(typeof(JsonStringEnumConverter<S3TaskPhase>))]
internal enum S3TaskPhase
{
    /// <summary>InProgress is reported, or about to be.</summary>
    [JsonStringEnumMemberName("started")] Started,

    /// <summary>The object is there, or the task is given up; its status is still to be written.</summary>
    [JsonStringEnumMemberName("settled")] Settled,

    /// <summary>The status is written: nothing is left to do but to move on.</summary>
    [JsonStringEnumMemberName("reported")] Reported,
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(S3TaskState))]
internal sealed partial class S3TaskStateJson : JsonSerializerContext;

using Shoreline.Greengrass.StreamManager.Definitions;

namespace Shoreline.Greengrass.StreamManager.Documents;

/// <summary>How a task goes (specification, 4.6): what the server appends to a status stream.</summary>
public sealed record StatusMessage
{
    public EventType EventType { get; init; }

    /// <summary>Set in every message that was read: <see cref="Definitions.StatusLevel.Info"/> where it had none.</summary>
    public StatusLevel? StatusLevel { get; init; } = Definitions.StatusLevel.Info;

    public required UploadStatus Status { get; init; }

    public StatusContext? StatusContext { get; init; }

    /// <summary>For a person.</summary>
    public string? Message { get; init; }

    /// <summary>Milliseconds since the Unix epoch.</summary>
    public long? TimestampEpochMs { get; init; }

    /// <summary>Every broken rule, in words; none where the message is good.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (!Enum.IsDefined(EventType)) faults.Add($"eventType is {EventType:D}; it must be 0");
        if (StatusLevel is { } level && !Enum.IsDefined(level)) faults.Add($"statusLevel is {StatusLevel:D}; it must be 0 to 4");
        if (!Enum.IsDefined(Status)) faults.Add($"status is {Status:D}; it must be 0 to 4");
        return faults;
    }

    /// <summary>As the payload of a message.</summary>
    /// <exception cref="InvalidMessageException">A rule is broken; the message names all.</exception>
    public byte[] Encode() => Document.Encode(this, Faults(), DocumentJson.Lean.StatusMessage);

    /// <returns>Null on success, otherwise what is wrong with the payload.</returns>
    public static string? TryDecode(ReadOnlySpan<byte> payload, out StatusMessage? message)
    {
        var fault = Document.TryDecode(payload, DocumentJson.Lean.StatusMessage, static m => m.Faults(), out message);
        if (message is { StatusLevel: null }) message = message with { StatusLevel = Definitions.StatusLevel.Info };
        return fault;
    }
}

/// <summary>Which task a status is about.</summary>
public sealed record StatusContext
{
    /// <summary>The task as it was appended. Its rules are not checked here: a task that breaks them is told of too.</summary>
    public S3ExportTaskDefinition? S3ExportTaskDefinition { get; init; }

    public string? ExportIdentifier { get; init; }

    /// <summary>The stream that the task was appended to.</summary>
    public string? StreamName { get; init; }

    /// <summary>The task's sequence number there: its name.</summary>
    public long? SequenceNumber { get; init; }
}

/// <summary>What became of a task (specification, 4.2).</summary>
public enum UploadStatus
{
    Success = 0,
    Failure = 1,
    InProgress = 2,
    Warning = 3,
    Canceled = 4,
}

/// <summary>Specification, 4.2.</summary>
public enum EventType
{
    S3Task = 0,
}

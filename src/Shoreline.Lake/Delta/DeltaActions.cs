using System.Text.Json.Serialization;

namespace Shoreline.Lake.Delta;

// The actions of the Delta protocol's section "Actions", as far as reader version 1 and writer version 2 know them. Field names are the
// protocol's.

/// <summary>One line of a commit: exactly one of its members is set.</summary>
internal sealed record DeltaAction
{
    public ProtocolAction? Protocol { get; init; }

    public MetadataAction? MetaData { get; init; }

    public TxnAction? Txn { get; init; }

    public AddAction? Add { get; init; }

    public RemoveAction? Remove { get; init; }

    public CommitInfoAction? CommitInfo { get; init; }
}

internal sealed record ProtocolAction
{
    public required int MinReaderVersion { get; init; }

    public required int MinWriterVersion { get; init; }
}

internal sealed record MetadataAction
{
    /// <summary>A table made again under the same name has another id.</summary>
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public required FormatDescription Format { get; init; }

    public required string SchemaString { get; init; }

    public required IReadOnlyList<string> PartitionColumns { get; init; }

    public required IReadOnlyDictionary<string, string> Configuration { get; init; }

    /// <summary>Milliseconds since the Unix epoch.</summary>
    public long? CreatedTime { get; init; }
}

internal sealed record FormatDescription
{
    public required string Provider { get; init; }

    public required IReadOnlyDictionary<string, string> Options { get; init; }
}

/// <summary>How far an application has come; the newest of an <see cref="AppId"/> counts.</summary>
internal sealed record TxnAction
{
    public required string AppId { get; init; }

    public required long Version { get; init; }

    /// <summary>Milliseconds since the Unix epoch.</summary>
    public long? LastUpdated { get; init; }
}

internal sealed record AddAction
{
    /// <summary>Relative to the table, URL-encoded.</summary>
    public required string Path { get; init; }

    public required IReadOnlyDictionary<string, string?> PartitionValues { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Milliseconds since the Unix epoch.</summary>
    public required long ModificationTime { get; init; }

    /// <summary>False where the commit only rearranges rows that were there.</summary>
    public required bool DataChange { get; init; }

    /// <summary>A JSON object as text: <see cref="FileStatistics"/>.</summary>
    public string? Stats { get; init; }
}

internal sealed record RemoveAction
{
    public required string Path { get; init; }

    /// <summary>Milliseconds since the Unix epoch.</summary>
    public long? DeletionTimestamp { get; init; }

    public required bool DataChange { get; init; }

    public bool? ExtendedFileMetadata { get; init; }

    public IReadOnlyDictionary<string, string?>? PartitionValues { get; init; }

    public long? Size { get; init; }
}

internal sealed record CommitInfoAction
{
    /// <summary>Milliseconds since the Unix epoch.</summary>
    public long? Timestamp { get; init; }

    public string? Operation { get; init; }

    public IReadOnlyDictionary<string, string>? OperationParameters { get; init; }

    public string? EngineInfo { get; init; }
}

/// <summary><c>_last_checkpoint</c>.</summary>
internal sealed record LastCheckpoint
{
    public required long Version { get; init; }

    /// <summary>Number of actions in it.</summary>
    public required long Size { get; init; }

    /// <summary>Number of files where another writer split it.</summary>
    public int? Parts { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeltaAction))]
[JsonSerializable(typeof(LastCheckpoint))]
internal sealed partial class DeltaJson : JsonSerializerContext;

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Edge.Configuration;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Lake.Query;
using ExportConfig = Shoreline.Greengrass.StreamManager.Definitions.ExportConfig;

namespace Shoreline.Cli.Commands;

/// <summary>What a person, or a program, wants to know of a stream.</summary>
internal sealed record StreamDescription
{
    public required string Name { get; init; }

    public required long Oldest { get; init; }

    public required long Newest { get; init; }

    public long Records => Newest - Oldest + 1;

    public required long Bytes { get; init; }

    public required long MaxBytes { get; init; }

    public required long SegmentBytes { get; init; }

    /// <summary><c>overwrite</c> or <c>reject</c>.</summary>
    public required string OnFull { get; init; }

    public double? KeepSeconds { get; init; }

    /// <summary><c>file</c> or <c>memory</c>.</summary>
    public required string Persistence { get; init; }

    public required IReadOnlyList<StreamExportDescription> Exports { get; init; }

    [JsonIgnore]
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static StreamDescription Of(MessageStreamInfo info)
    {
        var (definition, storage) = (info.Definition, info.StorageStatus);
        return new StreamDescription
        {
            Name = definition.Name,
            Oldest = storage.OldestSequenceNumber,
            Newest = storage.NewestSequenceNumber,
            Bytes = storage.TotalBytes,
            MaxBytes = definition.MaxSize ?? MessageStreamDefinition.DefaultMaxSize,
            SegmentBytes = definition.StreamSegmentSize ?? MessageStreamDefinition.DefaultStreamSegmentSize,
            OnFull = definition.StrategyOnFull == StrategyOnFull.RejectNewData ? "reject" : "overwrite",
            KeepSeconds = definition.TimeToLiveMillis / 1000.0,
            Persistence = definition.Persistence == Greengrass.StreamManager.Definitions.Persistence.Memory ? "memory" : "file",
            Exports = [.. info.ExportStatuses.Select(e => StreamExportDescription.Of(e, storage, Configuration(definition, e.ExportConfigIdentifier)))],
        };
    }

    /// <summary>One line a stream.</summary>
    public static void WriteList(IReadOnlyList<StreamDescription> streams, TextWriter to) => new QueryResult(
        [new("name", "VARCHAR"), new("oldest", "BIGINT"), new("newest", "BIGINT"), new("bytes", "BIGINT"), new("behind", "BIGINT"), new("exports", "VARCHAR")],
        [.. streams.Select(s => (object?[])[s.Name, s.Oldest, s.Newest, s.Bytes, s.Exports.Select(e => e.BacklogRecords).DefaultIfEmpty().Max(), string.Join(", ", s.Exports.Select(e => e.Summary))])],
        Truncated: false, TimeSpan.Zero).WriteTable(to);

    /// <summary>A few lines, those of each export last.</summary>
    public void Write(TextWriter to)
    {
        to.WriteLine(Name);
        Line("records", Records > 0 ? $"{Records:N0} ({Oldest} to {Newest})" : Newest < 0 ? "none" : $"none any more (the last was {Newest})");
        Line("bytes", $"{Bytes:N0} of {MaxBytes:N0}, in segments of {SegmentBytes:N0}");
        Line("when full", OnFull == "reject" ? "rejects new records" : "overwrites its oldest records");
        Line("kept", KeepSeconds is { } seconds ? $"for {TimeSpan.FromSeconds(seconds):g}" : "until it is full");
        Line("lives", Persistence == "memory" ? "in memory: gone when the gateway stops" : "on disk");
        foreach (var export in Exports) export.Write(Line);

        void Line(string name, string value) => to.WriteLine($"  {name,-10} {value}");
    }

    private static ExportConfig? Configuration(MessageStreamDefinition definition, string identifier) =>
        definition.ExportDefinition?.All().FirstOrDefault(e => e.Identifier == identifier);
}

/// <summary>How far one export of a stream is.</summary>
internal sealed record StreamExportDescription
{
    public required string Id { get; init; }

    /// <summary><c>kinesis</c>, <c>http</c> and so on; null for an export that only the gateway's own configuration knows.</summary>
    public string? Destination { get; init; }

    public bool IsDisabled { get; init; }

    public required long LastExported { get; init; }

    public long? ExportedRecords { get; init; }

    public long? ExportedBytes { get; init; }

    public string? LastAttempt { get; init; }

    public string? Error { get; init; }

    /// <summary>Records that the stream holds and that are not exported.</summary>
    public required long BacklogRecords { get; init; }

    /// <summary>Bytes of those, reckoned from the stream's average record.</summary>
    public required long BacklogBytesAbout { get; init; }

    [JsonIgnore]
    public string Summary => Id + (IsDisabled ? " (disabled)" : Error is null ? "" : " (failing)");

    public static StreamExportDescription Of(ExportStatus status, StorageStatus storage, ExportConfig? configuration)
    {
        var records = storage.NewestSequenceNumber - storage.OldestSequenceNumber + 1;
        var behind = Math.Max(0, storage.NewestSequenceNumber - Math.Max(status.LastExportedSequenceNumber, storage.OldestSequenceNumber - 1));
        return new StreamExportDescription
        {
            Id = status.ExportConfigIdentifier,
            Destination = configuration switch
            {
                HttpConfig => "http",
                IoTAnalyticsConfig => "iotAnalytics",
                KinesisConfig => "kinesis",
                IoTSiteWiseConfig => "IotSitewise",
                S3ExportTaskExecutorConfig => "s3TaskExecutor",
                _ => null,
            },
            IsDisabled = configuration?.Disabled ?? false,
            LastExported = status.LastExportedSequenceNumber,
            ExportedRecords = status.ExportedMessagesCount,
            ExportedBytes = status.ExportedBytesFromStream,
            LastAttempt = status.LastExportTime is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) : null,
            Error = string.IsNullOrEmpty(status.ErrorMessage) ? null : status.ErrorMessage,
            BacklogRecords = behind,
            BacklogBytesAbout = records > 0 ? (long)((double)storage.TotalBytes / records * behind) : 0,
        };
    }

    public void Write(Action<string, string> line)
    {
        var state = IsDisabled ? "disabled; " : "";
        var behind = BacklogRecords == 0 ? "all exported" : $"{BacklogRecords:N0} records behind, about {ByteSize.ToText(Round(BacklogBytesAbout))}";
        line("export", $"{Id}{(Destination is null ? "" : $" ({Destination})")}: {state}{(LastExported < 0 ? "nothing exported" : $"up to {LastExported}")}, {behind}");
        if (LastAttempt is not null) line("", $"last attempt {LastAttempt}; {ExportedRecords ?? 0:N0} records, {ExportedBytes ?? 0:N0} bytes in all");
        if (Error is not null) line("", Error);
    }

    /// <summary>An estimate is not told to the byte.</summary>
    private static long Round(long bytes) => bytes < 1 << 20 ? (bytes + 1023) >> 10 << 10 : bytes >> 20 << 20;
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Core.Records;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Lake.Query;

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

    /// <summary>Records that were given up before every export had confirmed them.</summary>
    public required long EvictedUnexported { get; init; }

    public required IReadOnlyList<ExportReport> Exports { get; init; }

    /// <summary>Why it could not be opened: then nothing else is known of it. Otherwise null.</summary>
    public string? Fault { get; init; }

    [JsonIgnore]
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="report">The gateway's own account of the stream; null where it has none, because the stream is gone again.</param>
    public static StreamDescription Of(MessageStreamInfo info, StreamReport? report)
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
            EvictedUnexported = report?.EvictedUnexported ?? 0,
            Exports = report?.Exports ?? [],
        };
    }

    /// <summary>A stream that the gateway could not open.</summary>
    public static StreamDescription OfFaulty(StreamReport report) => new()
    {
        Name = report.Name,
        Oldest = report.Oldest,
        Newest = report.Newest,
        Bytes = report.Bytes,
        MaxBytes = 0,
        SegmentBytes = 0,
        OnFull = "unknown",
        Persistence = "file",
        EvictedUnexported = report.EvictedUnexported,
        Exports = [],
        Fault = report.Fault,
    };

    /// <summary>One line a stream.</summary>
    public static void WriteList(IReadOnlyList<StreamDescription> streams, TextWriter to) => new QueryResult(
        [new("name", "VARCHAR"), new("oldest", "BIGINT"), new("newest", "BIGINT"), new("bytes", "BIGINT"), new("behind", "BIGINT"), new("exports", "VARCHAR")],
        [.. streams.Select(Row)],
        Truncated: false, TimeSpan.Zero).WriteTable(to);

    private static object?[] Row(StreamDescription stream)
    {
        if (stream.Fault is { } fault) return [stream.Name, null, null, null, null, $"FAULTY, not open: {fault}"];
        var behind = stream.Exports.Select(export => export.WaitingRecords).DefaultIfEmpty().Max();
        return [stream.Name, stream.Oldest, stream.Newest, stream.Bytes, behind, string.Join(", ", stream.Exports.Select(StreamExportText.Summary))];
    }

    /// <summary>A few lines, those of each export last.</summary>
    public void Write(TextWriter to)
    {
        to.WriteLine(Name);
        Line("records", Records > 0 ? $"{Records:N0} ({Oldest} to {Newest})" : Newest < 0 ? "none" : $"none any more (the last was {Newest})");
        Line("bytes", $"{Bytes:N0} of {MaxBytes:N0}, in segments of {SegmentBytes:N0}");
        Line("when full", OnFull == "reject" ? "rejects new records" : "overwrites its oldest records");
        Line("kept", KeepSeconds is { } seconds ? $"for {TimeSpan.FromSeconds(seconds):g}" : "until it is full");
        Line("lives", Persistence == "memory" ? "in memory: gone when the gateway stops" : "on disk");
        if (EvictedUnexported > 0) Line("lost", $"{EvictedUnexported:N0} records were given up before they were exported");
        foreach (var export in Exports) StreamExportText.Write(export, Line);

        void Line(string name, string value) => to.WriteLine($"  {name,-10} {value}");
    }
}

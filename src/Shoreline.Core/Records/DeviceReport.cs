using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shoreline.Core.Records;

/// <summary>A gateway's account of itself: <c>shoreline.device/1</c>, docs/formats/records.md.</summary>
public sealed record DeviceReport
{
    public const string SchemaName = "shoreline.device/1";

    public string Schema { get; init; } = SchemaName;

    public required string Device { get; init; }

    /// <summary>When the account was taken; RFC 3339 UTC.</summary>
    public required string Time { get; init; }

    /// <summary>Version of Shoreline on the gateway.</summary>
    public required string Version { get; init; }

    public required double UptimeSeconds { get; init; }

    public required IReadOnlyList<StreamReport> Streams { get; init; }

    public required IReadOnlyList<CameraReport> Cameras { get; init; }

    public required IReadOnlyList<ComponentReport> Components { get; init; }

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, TelemetryJson.Default.DeviceReport);

    /// <returns>Null on success, otherwise what is wrong with the record.</returns>
    public static string? TryDecode(ReadOnlySpan<byte> record, out DeviceReport? report)
    {
        report = null;
        try
        {
            var read = JsonSerializer.Deserialize(record, TelemetryJson.Default.DeviceReport);
            if (read is null) return "is null";
            if (read.Schema != SchemaName) return $"has schema '{read.Schema}'; wanted {SchemaName}";
            if (!Timestamps.TryParse(read.Time, out _)) return $"has a time that is not RFC 3339: '{read.Time}'";
            report = read;
            return null;
        }
        catch (JsonException e)
        {
            return $"is not the JSON expected: {e.Message}";
        }
    }
}

/// <summary>One stream of a gateway. Sequences are −1 where there is none.</summary>
public sealed record StreamReport
{
    public required string Name { get; init; }

    public required string Incarnation { get; init; }

    public required long Oldest { get; init; }

    public required long Newest { get; init; }

    /// <summary>Size of the records kept, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Records that retention removed before every export had confirmed them.</summary>
    public required long EvictedUnexported { get; init; }

    public required IReadOnlyList<ExportReport> Exports { get; init; }

    /// <summary>
    /// Why it could not be opened: then all that is above is empty, and what it holds is not known. Null, and absent in the record, for a
    /// stream that is open.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fault { get; init; }
}

/// <summary>How far one destination of a stream has confirmed. What was added later is absent in records of older gateways.</summary>
public sealed record ExportReport
{
    /// <summary><c>cloud</c>, <c>local</c> for the gateway's own broker, or the export's own; unique within the stream.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people; null where it is the id.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Kind of the destination: <c>cloud</c>, <c>local</c>, <c>s3</c>, <c>s3 tasks</c>, <c>kinesis</c>, <c>http</c>, <c>file</c>,
    /// <c>nowhere</c>.
    /// </summary>
    public string? To { get; init; }

    /// <summary>1 (first) to 10.</summary>
    public int Priority { get; init; }

    /// <summary>Last sequence confirmed, −1 where none is.</summary>
    public required long Confirmed { get; init; }

    /// <summary>
    /// <c>idle</c>, <c>sending</c>, <c>queued</c>, <c>paced</c>, <c>closed</c>, <c>waiting</c> (for a retry), <c>offline</c>, <c>paused</c>
    /// or <c>unserved</c>.
    /// </summary>
    public required string State { get; init; }

    /// <summary>
    /// With <c>closed</c>: a time of day, and <c>UTC</c> behind it where it is not the gateway's own zone; otherwise null.
    /// </summary>
    public string? Until { get; init; }

    /// <summary>The last failure while it lasts, otherwise null.</summary>
    public required string? Error { get; init; }

    /// <summary>Records that are there and not confirmed.</summary>
    public long WaitingRecords { get; init; }

    /// <summary>Their size on disk, 32 bytes for each record included; within one segment estimated by the share of its records.</summary>
    public long WaitingBytes { get; init; }

    /// <summary>Age of the oldest of them.</summary>
    public double LagSeconds { get; init; }

    /// <summary>Records per second that were appended over the last minute; null in the first seconds.</summary>
    public double? InPerSecond { get; init; }

    /// <summary>Records per second that were confirmed over the last minute; null in the first seconds.</summary>
    public double? OutPerSecond { get; init; }

    /// <summary>Payload bytes per second that were confirmed over the last minute; null in the first seconds.</summary>
    public double? OutBytesPerSecond { get; init; }

    /// <summary>Seconds until nothing waits, if these rates stay; null where it does not get less, or nothing waits.</summary>
    public double? DrainSeconds { get; init; }

    /// <summary>Records confirmed since the export was made.</summary>
    public long ExportedRecords { get; init; }

    /// <summary>Payload bytes of them.</summary>
    public long ExportedBytes { get; init; }

    /// <summary>Records refused for good and set aside, since the export was made.</summary>
    public long Refused { get; init; }
}

/// <summary>One camera of a gateway. Counts are since its component started.</summary>
public sealed record CameraReport
{
    public required string Name { get; init; }

    /// <summary><c>starting</c>, <c>connecting</c>, <c>live</c>, <c>stalled</c>, <c>waiting</c>, <c>ended</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>Frames that the camera delivered.</summary>
    public required long Captured { get; init; }

    /// <summary>Frames that the model looked at.</summary>
    public required long Analysed { get; init; }

    /// <summary>Frames and records that were given up, by cause.</summary>
    public required IReadOnlyDictionary<string, long> Dropped { get; init; }

    public required long Reconnects { get; init; }

    /// <summary>Name of the model; null before it is loaded.</summary>
    public required string? Model { get; init; }

    /// <summary>The model that looks on and is only compared; absent where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ShadowReport? Shadow { get; init; }
}

/// <summary>What a model came to that looks on beside a camera's own.</summary>
public sealed record ShadowReport
{
    public required string Model { get; init; }

    /// <summary>Frames that it looked at, too.</summary>
    public long Compared { get; init; }

    /// <summary>Frames that it did not look at: it was busy, or has failed.</summary>
    public long Skipped { get; init; }

    /// <summary>Frames of those compared in which something differs.</summary>
    public long Differing { get; init; }

    /// <summary>Objects of these, by what became of them.</summary>
    public ComparisonFigures Objects { get; init; } = new(0, 0, 0, 0);

    /// <summary>Why it does not look any more; absent where it does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fault { get; init; }
}

/// <summary>One child process of a gateway.</summary>
public sealed record ComponentReport
{
    public required string Name { get; init; }

    /// <summary><c>starting</c>, <c>running</c>, <c>waiting</c> (for the next start) or <c>stopped</c>.</summary>
    public required string State { get; init; }

    public required long Restarts { get; init; }
}

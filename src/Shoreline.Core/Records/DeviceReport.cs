using System.Text.Json;

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
}

/// <summary>How far one destination of a stream has confirmed.</summary>
public sealed record ExportReport
{
    /// <summary><c>cloud</c>, or <c>local</c> for the gateway's own broker.</summary>
    public required string Id { get; init; }

    /// <summary>Last sequence confirmed, −1 where none is.</summary>
    public required long Confirmed { get; init; }

    /// <summary><c>idle</c>, <c>sending</c>, <c>waiting</c> (for a retry) or <c>offline</c>.</summary>
    public required string State { get; init; }

    /// <summary>The last failure while it lasts, otherwise null.</summary>
    public required string? Error { get; init; }
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
}

/// <summary>One child process of a gateway.</summary>
public sealed record ComponentReport
{
    public required string Name { get; init; }

    /// <summary><c>starting</c>, <c>running</c>, <c>waiting</c> (for the next start) or <c>stopped</c>.</summary>
    public required string State { get; init; }

    public required long Restarts { get; init; }
}

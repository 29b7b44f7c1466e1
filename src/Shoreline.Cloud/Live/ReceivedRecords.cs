using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shoreline.Cloud.Live;

/// <summary>What the portal needs of a <c>shoreline.detections/1</c> record. Format: docs/formats/records.md.</summary>
internal sealed record ReceivedFrame
{
    public required string Camera { get; init; }

    public required string Time { get; init; }

    public required ReceivedPicture Frame { get; init; }

    public required ReceivedModel Model { get; init; }

    public required IReadOnlyList<DetectedObject> Detections { get; init; }
}

internal sealed record ReceivedPicture(int Width, int Height);

internal sealed record ReceivedModel(string Name);

/// <summary>One detected object; box <c>[x, y, width, height]</c> and points <c>[x, y, score]</c> normalised to 0…1 of the frame.</summary>
public sealed record DetectedObject(
    string Label, double Score, IReadOnlyList<double> Box, IReadOnlyList<IReadOnlyList<double>>? Keypoints = null);

/// <summary>What the portal needs of a <c>shoreline.readings/1</c> record.</summary>
internal sealed record ReceivedReading
{
    public required string Sensor { get; init; }

    public required string Time { get; init; }

    public required double Value { get; init; }

    public string? Unit { get; init; }
}

/// <summary>A <c>shoreline.device/1</c> record: the gateway's own account.</summary>
internal sealed record ReceivedReport
{
    public required string Time { get; init; }

    public IReadOnlyList<ReportedStream> Streams { get; init; } = [];

    public IReadOnlyList<ReportedCamera> Cameras { get; init; } = [];
}

internal sealed record ReportedStream(
    string Name, long Oldest, long Newest, long Bytes, string? Incarnation = null, IReadOnlyList<ReportedExport>? Exports = null);

internal sealed record ReportedExport(string Id, long Confirmed, string State, string? Error = null);

/// <summary>A camera as its gateway sees it.</summary>
/// <param name="State">For example <c>live</c>, <c>waiting</c>.</param>
/// <param name="Captured">Frames that came from the camera.</param>
/// <param name="Analysed">Frames that a model has seen.</param>
/// <param name="Dropped">Frames dropped, by cause.</param>
public sealed record ReportedCamera(
    string Name, string State, long Captured, long Analysed, IReadOnlyDictionary<string, long>? Dropped = null, long Reconnects = 0,
    string? Model = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReceivedFrame))]
[JsonSerializable(typeof(ReceivedReading))]
[JsonSerializable(typeof(ReceivedReport))]
internal sealed partial class ReceivedJson : JsonSerializerContext
{
    private const int MaxDepth = 16;

    /// <summary>The top-level <c>schema</c> of a JSON record; null where it has none or is not JSON.</summary>
    public static string? PeekSchema(ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isSchema = reader.ValueTextEquals("schema"u8);
                reader.Read();
                if (isSchema) return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Not ours to judge: the record is stored as it came, and the curate job puts it into the quarantine with the reason.
        }
        return null;
    }
}

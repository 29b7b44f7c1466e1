using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Vision.Motion;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Edge.Configuration;

/// <summary>Whether and how a camera's frames are held back in which nothing moves: <c>motion</c> in <c>edge.yaml</c>.</summary>
[JsonConverter(typeof(CameraMotionJson))]
public sealed record CameraMotion
{
    private static readonly MotionOptions Defaults = new();

    /// <summary>Default true.</summary>
    public bool IsOn { get; init; } = true;

    public MotionSensitivity Sensitivity { get; init; } = Defaults.Sensitivity;

    /// <summary>A share of the picture.</summary>
    public double Smallest { get; init; } = Defaults.Smallest;

    public TimeSpan Hold { get; init; } = Defaults.Hold;

    public TimeSpan LookEvery { get; init; } = Defaults.LookEvery;

    /// <summary>Areas by name in which motion does not count.</summary>
    public IReadOnlyDictionary<string, Polygon> Masks { get; init; } = new Dictionary<string, Polygon>();

    public MotionOptions ToOptions() =>
        new() { Sensitivity = Sensitivity, Smallest = Smallest, Hold = Hold, LookEvery = LookEvery, Masks = [.. Masks.Values] };

    public bool Equals(CameraMotion? other) =>
        other is not null && (IsOn, Sensitivity, Smallest, Hold, LookEvery) == (other.IsOn, other.Sensitivity, other.Smallest, other.Hold, other.LookEvery)
        && Masks.Count == other.Masks.Count && Masks.All(mask => other.Masks.TryGetValue(mask.Key, out var area) && area.Points.SequenceEqual(mask.Value.Points));

    public override int GetHashCode() => HashCode.Combine(IsOn, Sensitivity, Smallest, Hold, LookEvery, Masks.Count);
}

/// <summary>Writes what <see cref="CameraMotionReader"/> reads: the file of a camera process is YAML, and JSON is that too.</summary>
internal sealed class CameraMotionJson : JsonConverter<CameraMotion>
{
    public override CameraMotion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("It is read as YAML, which is checked.");

    public override void Write(Utf8JsonWriter writer, CameraMotion value, JsonSerializerOptions options)
    {
        if (!value.IsOn)
        {
            writer.WriteBooleanValue(false);
            return;
        }
        writer.WriteStartObject();
        writer.WriteString("sensitivity", JsonNamingPolicy.CamelCase.ConvertName(value.Sensitivity.ToString()));
        writer.WriteString("smallest", value.Smallest.ToString("R", CultureInfo.InvariantCulture));
        writer.WriteString("hold", value.Hold.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + "ms");
        writer.WriteString("look", value.LookEvery.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + "ms");
        writer.WriteStartObject("masks");
        foreach (var (name, area) in value.Masks)
        {
            writer.WriteStartArray(name);
            foreach (var point in area.Points)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(point.X);
                writer.WriteNumberValue(point.Y);
                writer.WriteEndArray();
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}

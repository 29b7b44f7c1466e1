using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Core.Records;

namespace Shoreline.Testing;

/// <summary>What people and a reference model see in a clip or a photograph: <c>media/reference/NAME.json</c> of the test assets.</summary>
public sealed record FaceReference
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    [JsonPropertyName("by_eye")]
    public required IReadOnlyList<SeenRange> ByEye { get; init; }

    public required IReadOnlyList<Sample> Samples { get; init; }

    /// <summary>Frames <c>From</c> to <c>To</c>, both included, and how many faces a person counts: a number, or the least and the most.</summary>
    public sealed record SeenRange(
        [property: JsonPropertyName("from_frame")] long From, [property: JsonPropertyName("to_frame")] long To, JsonElement Faces)
    {
        public bool Agrees(int count) => Faces.ValueKind == JsonValueKind.Number
            ? Faces.GetInt32() == count
            : Faces[0].GetInt32() <= count && count <= Faces[1].GetInt32();
    }

    public sealed record Sample(long Frame, IReadOnlyList<Face> Faces);

    /// <summary>Pixels of the full frame.</summary>
    public sealed record Face(float X, float Y, float W, float H);

    public static FaceReference Read(string path) =>
        JsonSerializer.Deserialize<FaceReference>(File.ReadAllBytes(path), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException($"{path} is empty.");

    /// <summary>Whether a person counts so many faces in the frame.</summary>
    public bool Agrees(long frame, int count) => ByEye.Any(range => frame >= range.From && frame <= range.To && range.Agrees(count));

    /// <summary>Reference boxes of the frame, normalised; null where it was not sampled.</summary>
    public IReadOnlyList<Box>? BoxesOf(long frame) => Samples.FirstOrDefault(sample => sample.Frame == frame)?.Faces
        .Select(face => new Box(face.X / Width, face.Y / Height, face.W / Width, face.H / Height)).ToArray();
}

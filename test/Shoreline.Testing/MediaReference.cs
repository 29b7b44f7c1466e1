using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Core.Records;

namespace Shoreline.Testing;

/// <summary>What is counted: the detections of this label.</summary>
public enum Subject
{
    Face,
    Person,
}

/// <summary>What people and reference models see in a clip or a photograph: <c>media/reference/NAME.json</c> of the test assets.</summary>
public sealed record MediaReference
{
    /// <summary>Name of the clip or photograph.</summary>
    public required string Media { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    [JsonPropertyName("by_eye")]
    public required IReadOnlyList<SeenRange> ByEye { get; init; }

    public required IReadOnlyList<Sample> Samples { get; init; }

    /// <summary>
    /// Frames <c>From</c> to <c>To</c>, both included, and how many a person counts: a number, or the least and the most.
    /// </summary>
    public sealed record SeenRange(
        [property: JsonPropertyName("from_frame")] long From, [property: JsonPropertyName("to_frame")] long To, JsonElement Faces,
        JsonElement Persons)
    {
        public bool Agrees(Subject subject, int count)
        {
            var seen = subject == Subject.Face ? Faces : Persons;
            return seen.ValueKind == JsonValueKind.Number
                ? seen.GetInt32() == count
                : seen[0].GetInt32() <= count && count <= seen[1].GetInt32();
        }
    }

    public sealed record Sample(long Frame, IReadOnlyList<Found> Faces, IReadOnlyList<Found> Persons);

    /// <summary>Pixels of the full frame; keypoints x, y, score.</summary>
    public sealed record Found(float X, float Y, float W, float H, IReadOnlyList<float[]>? Keypoints);

    public static MediaReference Read(string path) =>
        JsonSerializer.Deserialize<MediaReference>(File.ReadAllBytes(path), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException($"{path} is empty.");

    public bool IsSampled(long frame) => Samples.Any(sample => sample.Frame == frame);

    /// <summary>Whether a person counts so many in the frame.</summary>
    public bool Agrees(Subject subject, long frame, int count) =>
        ByEye.Any(range => frame >= range.From && frame <= range.To && range.Agrees(subject, count));

    /// <summary>Reference boxes of the frame, normalised; none where it was not sampled.</summary>
    public IReadOnlyList<Box> BoxesOf(Subject subject, long frame) => [.. FoundIn(subject, frame).Select(found => Normalize(found))];

    /// <summary>Reference boxes with their keypoints, all normalised; none where it was not sampled.</summary>
    public IReadOnlyList<(Box Box, Keypoint[] Keypoints)> PosesOf(long frame) =>
    [
        .. FoundIn(Subject.Person, frame).Select(found => (
            Normalize(found),
            (found.Keypoints ?? []).Select(point => new Keypoint(point[0] / Width, point[1] / Height, point[2])).ToArray())),
    ];

    private IReadOnlyList<Found> FoundIn(Subject subject, long frame)
    {
        var sample = Samples.FirstOrDefault(sample => sample.Frame == frame);
        return (subject == Subject.Face ? sample?.Faces : sample?.Persons) ?? [];
    }

    private Box Normalize(Found found) => new(found.X / Width, found.Y / Height, found.W / Width, found.H / Height);
}

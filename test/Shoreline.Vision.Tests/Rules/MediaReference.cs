using System.Text.Json;
using Shoreline.Core.Records;

namespace Shoreline.Vision.Tests.Rules;

/// <summary>Persons and their points in the reference results of clips, as detections of a tracker that never errs.</summary>
internal static class MediaReference
{
    /// <summary>The one person of a clip in every frame, between the samples in a straight line.</summary>
    public static IEnumerable<Box> PersonOf(string clip)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(TestAssets.Media("reference", clip + ".json")));
        var root = json.RootElement;
        var (width, height) = (root.GetProperty("width").GetSingle(), root.GetProperty("height").GetSingle());
        var samples = root.GetProperty("samples").EnumerateArray().Select(sample =>
        {
            var person = sample.GetProperty("persons")[0];
            float At(string name, float size) => person.GetProperty(name).GetSingle() / size;
            return (Frame: sample.GetProperty("frame").GetInt32(), Box: new Box(At("x", width), At("y", height), At("w", width), At("h", height)));
        }).ToList();
        for (var i = 0; i < root.GetProperty("frame_count").GetInt32(); i++)
        {
            var next = samples.FindIndex(sample => sample.Frame >= i);
            if (next <= 0)
            {
                yield return (next < 0 ? samples[^1] : samples[0]).Box;
                continue;
            }
            var ((from, a), (to, b)) = (samples[next - 1], samples[next]);
            var share = (i - from) / (float)(to - from);
            yield return new Box(Mix(a.X, b.X, share), Mix(a.Y, b.Y, share), Mix(a.Width, b.Width, share), Mix(a.Height, b.Height, share));
        }
    }

    /// <summary>The points of the one person of a clip in every frame, as the clip's makers publish them.</summary>
    public static IEnumerable<Keypoint[]> PosesOf(string clip, float width, float height)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(TestAssets.Media("reference", clip + ".upstream-pose.json")));
        foreach (var frame in json.RootElement.GetProperty("frames").EnumerateArray())
        {
            yield return [.. frame.EnumerateArray().Select(point => new Keypoint(point[0].GetSingle() / width, point[1].GetSingle() / height, 1))];
        }
    }

    private static float Mix(float a, float b, float share) => a + (share * (b - a));
}

using Shoreline.Core.Records;

namespace Shoreline.Testing;

/// <summary>
/// Detections that every build must give again: records of a few frames of each clip by each model, one a line, in a file of the
/// repository.
/// </summary>
/// <remarks>
/// The same build gives the same to the last digit. Between machines the decoder and the engine's kernels differ by a little, hence a
/// tolerance: boxes overlap by 0.9, scores differ by at most 0.03, keypoints that are sure by at most 2 % of the longer side of the box. A
/// detection whose score is as near as that to the model's threshold may be missing, or be one more.
/// </remarks>
public static class GoldenDetections
{
    private const double ScoreTolerance = 0.03;
    private const float BoxOverlap = 0.9f;
    private const double SureKeypoint = 0.4;
    private const double KeypointTolerance = 0.02;

    public static IReadOnlyList<string> Models { get; } =
    [
        "yunet-2023mar", "yunet-n-320", "yunet-n-dynamic", "ultraface-rfb-320",
        "nanodet-m-416", "fastestdet", "yolox-nano+movenet-lightning", "frontal-face-cascade",
    ];

    /// <summary>Whether a frame of a clip is one of those kept: the samples at a third and at two thirds of the clip.</summary>
    public static bool IsKept(MediaReference reference, long frame)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var samples = reference.Samples;
        return frame == samples[samples.Count / 3].Frame || frame == samples[2 * samples.Count / 3].Frame;
    }

    /// <summary>Reads the records of a file.</summary>
    public static IReadOnlyList<DetectionRecord> Read(string path) => [.. File.ReadLines(path).Select(Parse)];

    /// <summary>What differs beyond the tolerance, in words.</summary>
    /// <param name="threshold">Least score of the model.</param>
    public static IEnumerable<string> Differences(DetectionRecord golden, DetectionRecord actual, double threshold)
    {
        ArgumentNullException.ThrowIfNull(golden);
        ArgumentNullException.ThrowIfNull(actual);
        var rest = actual.Detections.ToList();
        foreach (var expected in golden.Detections)
        {
            var same = rest.FindIndex(found => found.Label == expected.Label && BoxOf(found).IoU(BoxOf(expected)) >= BoxOverlap);
            if (same < 0)
            {
                if (expected.Score - threshold > ScoreTolerance) yield return $"{Where(golden)}: no {Text(expected)}";
                continue;
            }
            foreach (var difference in Differences(expected, rest[same], golden.Frame)) yield return $"{Where(golden)}: {difference}";
            rest.RemoveAt(same);
        }
        foreach (var more in rest.Where(found => found.Score - threshold > ScoreTolerance))
        {
            yield return $"{Where(golden)}: {Text(more)} is new";
        }
    }

    private static IEnumerable<string> Differences(
        DetectionRecord.Found golden, DetectionRecord.Found actual, DetectionRecord.FrameFacts frame)
    {
        if (Math.Abs(golden.Score - actual.Score) > ScoreTolerance) yield return $"{Text(golden)} has the score {actual.Score}";
        var (expected, found) = (golden.Keypoints ?? [], actual.Keypoints ?? []);
        if (expected.Count != found.Count)
        {
            yield return $"{Text(golden)} has {found.Count} keypoints, not {expected.Count}";
            yield break;
        }
        var most = KeypointTolerance * Math.Max(golden.Box[2] * frame.Width, golden.Box[3] * frame.Height);
        for (var i = 0; i < expected.Count; i++)
        {
            var distance = Math.Sqrt(
                Math.Pow((expected[i][0] - found[i][0]) * frame.Width, 2) + Math.Pow((expected[i][1] - found[i][1]) * frame.Height, 2));
            if (expected[i][2] >= SureKeypoint && distance > most)
            {
                yield return $"{Text(golden)} has keypoint {i} {distance:F1} pixels away";
            }
        }
    }

    private static DetectionRecord Parse(string line) =>
        DetectionRecord.TryParse(System.Text.Encoding.UTF8.GetBytes(line), out var record) is { } fault
            ? throw new InvalidDataException(fault)
            : record!;

    private static Box BoxOf(DetectionRecord.Found found) =>
        new((float)found.Box[0], (float)found.Box[1], (float)found.Box[2], (float)found.Box[3]);

    private static string Where(DetectionRecord record) => $"{record.Model.Name}, {record.Camera}, frame {record.Frame.Index}";

    private static string Text(DetectionRecord.Found found) =>
        FormattableString.Invariant($"{found.Label} {found.Score} at {found.Box[0]}, {found.Box[1]}");
}

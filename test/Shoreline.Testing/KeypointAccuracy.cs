using Shoreline.Core.Records;

namespace Shoreline.Testing;

/// <summary>How near the keypoints of persons are to those of a reference. A person who is not found counts with all keypoints.</summary>
public sealed class KeypointAccuracy
{
    private const float LeastReferenceScore = 0.4f;
    private const float Near = 0.05f; // of the longer side of the person's box
    private const float SameObject = 0.5f;

    public int Keypoints { get; private set; }

    public int KeypointsNear { get; private set; }

    public double NearShare => Keypoints == 0 ? 1 : KeypointsNear / (double)Keypoints;

    public void Add(MediaReference reference, long frame, DetectionList detections)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(detections);
        foreach (var (box, expected) in reference.PosesOf(frame))
        {
            var found = Find(detections, box);
            var longer = MathF.Max(box.Width * reference.Width, box.Height * reference.Height);
            for (var i = 0; i < expected.Length; i++)
            {
                if (expected[i].Score <= LeastReferenceScore) continue;
                Keypoints++;
                if (found < 0 || detections.Keypoints(found).Length != expected.Length) continue;
                var point = detections.Keypoints(found)[i];
                var (x, y) = ((point.X - expected[i].X) * reference.Width, (point.Y - expected[i].Y) * reference.Height);
                if (MathF.Sqrt((x * x) + (y * y)) <= Near * longer) KeypointsNear++;
            }
        }
    }

    public void Add(KeypointAccuracy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (Keypoints, KeypointsNear) = (Keypoints + other.Keypoints, KeypointsNear + other.KeypointsNear);
    }

    public override string ToString() =>
        FormattableString.Invariant($"{KeypointsNear} of {Keypoints} keypoints near ({100 * NearShare:F1} %)");

    private static int Find(DetectionList detections, Box box)
    {
        for (var i = 0; i < detections.Count; i++)
        {
            if (detections[i].Label == "person" && detections[i].Box.IoU(box) > SameObject) return i;
        }
        return -1;
    }
}

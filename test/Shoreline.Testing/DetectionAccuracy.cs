using Shoreline.Core.Records;

namespace Shoreline.Testing;

/// <summary>How well detections agree with a reference, over the frames shown to it.</summary>
public sealed class DetectionAccuracy(Subject subject)
{
    private const float SameObject = 0.5f;

    private readonly string _label = subject == Subject.Face ? "face" : "person";

    private readonly List<string> _miscounted = [];

    public int Frames { get; private set; }

    /// <summary>Frames whose number is wrong, and that number: what to look at first.</summary>
    public IReadOnlyList<string> Miscounted => _miscounted;

    /// <summary>Frames in which as many were found as a person counts.</summary>
    public int FramesCountedRight { get; private set; }

    public int ReferenceBoxes { get; private set; }

    /// <summary>
    /// Reference boxes that a detection overlaps by more than half (intersection over union), each detection counted once.
    /// </summary>
    public int BoxesFound { get; private set; }

    public double CountedRightShare => Frames == 0 ? 1 : FramesCountedRight / (double)Frames;

    public double FoundShare => ReferenceBoxes == 0 ? 1 : BoxesFound / (double)ReferenceBoxes;

    public void Add(MediaReference reference, long frame, DetectionList detections)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(detections);
        Frames++;
        List<Box> found = [];
        for (var i = 0; i < detections.Count; i++)
        {
            if (detections[i].Label == _label) found.Add(detections[i].Box);
        }
        if (reference.Agrees(subject, frame, found.Count)) FramesCountedRight++;
        else _miscounted.Add($"{reference.Media} frame {frame}: {found.Count}");
        foreach (var box in reference.BoxesOf(subject, frame))
        {
            ReferenceBoxes++;
            var same = found.FindIndex(other => other.IoU(box) > SameObject);
            if (same < 0) continue;
            found.RemoveAt(same);
            BoxesFound++;
        }
    }

    public void Add(DetectionAccuracy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _miscounted.AddRange(other._miscounted);
        (Frames, FramesCountedRight) = (Frames + other.Frames, FramesCountedRight + other.FramesCountedRight);
        (ReferenceBoxes, BoxesFound) = (ReferenceBoxes + other.ReferenceBoxes, BoxesFound + other.BoxesFound);
    }

    public override string ToString() => FormattableString.Invariant(
        $"{Frames} frames, count right {100 * CountedRightShare:F1} %, boxes {BoxesFound} of {ReferenceBoxes} ({100 * FoundShare:F1} %)");
}

using Shoreline.Core.Records;

namespace Shoreline.Testing;

/// <summary>How well detections agree with a reference, over the frames shown to it.</summary>
public sealed class FaceAccuracy
{
    private const float SameObject = 0.5f;

    public int Frames { get; private set; }

    /// <summary>Frames in which as many faces were found as a person counts.</summary>
    public int FramesCountedRight { get; private set; }

    public int ReferenceBoxes { get; private set; }

    /// <summary>Reference boxes that a detection overlaps by more than half (intersection over union), each detection counted once.</summary>
    public int BoxesFound { get; private set; }

    public double CountedRightShare => Frames == 0 ? 1 : FramesCountedRight / (double)Frames;

    public double FoundShare => ReferenceBoxes == 0 ? 1 : BoxesFound / (double)ReferenceBoxes;

    public void Add(FaceReference reference, long frame, DetectionList detections)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(detections);
        Frames++;
        if (reference.Agrees(frame, detections.Count)) FramesCountedRight++;
        var taken = new bool[detections.Count];
        foreach (var box in reference.BoxesOf(frame) ?? [])
        {
            ReferenceBoxes++;
            for (var i = 0; i < detections.Count; i++)
            {
                if (taken[i] || detections[i].Box.IoU(box) <= SameObject) continue;
                taken[i] = true;
                BoxesFound++;
                break;
            }
        }
    }

    public void Add(FaceAccuracy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (Frames, FramesCountedRight) = (Frames + other.Frames, FramesCountedRight + other.FramesCountedRight);
        (ReferenceBoxes, BoxesFound) = (ReferenceBoxes + other.ReferenceBoxes, BoxesFound + other.BoxesFound);
    }
}

using Shoreline.Core;

namespace Shoreline.Vision.Datasets;

/// <summary>The forms of data sets that trainers read.</summary>
public enum DatasetFormat
{
    /// <summary>COCO object detection and keypoints: a JSON file for each split.</summary>
    Coco,

    /// <summary>Ultralytics YOLO: a text file for each picture, and data.yaml.</summary>
    Yolo,
}

/// <summary>What is made of which frames.</summary>
public sealed record DatasetOptions
{
    public required DatasetFormat Format { get; init; }

    /// <summary>Folder that is made; must not be there yet, or be empty.</summary>
    public required string OutputPath { get; init; }

    public DatasetSplit Split { get; init; } = DatasetSplit.Default;

    /// <summary>Only objects of these labels, numbered in this order; empty: all there are, in the order of the alphabet.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Only frames captured at this time or later, in nanoseconds since the Unix epoch.</summary>
    public long? SinceNs { get; init; }

    /// <summary>YOLO: write the pose form, with keypoints behind each box. COCO has keypoints in any case.</summary>
    public bool Keypoints { get; init; }

    /// <exception cref="InvalidInputException">Something is wrong.</exception>
    internal void Check()
    {
        if (Labels.CountBy(label => label).FirstOrDefault(label => label.Value > 1).Key is { } twice)
        {
            throw new InvalidInputException($"--labels names '{twice}' twice.");
        }
        if (Keypoints && Format != DatasetFormat.Yolo)
        {
            throw new InvalidInputException("--keypoints is for the format yolo; coco has the keypoints in any case.");
        }
    }
}

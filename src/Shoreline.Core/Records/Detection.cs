namespace Shoreline.Core.Records;

/// <summary>
/// A rectangle in a frame, normalised to 0…1 of its width and height, origin top left. May reach a little beyond the frame.
/// </summary>
public readonly record struct Box(float X, float Y, float Width, float Height)
{
    public float Area => MathF.Max(0, Width) * MathF.Max(0, Height);

    /// <summary>Intersection over union, 0…1; 0 where either box is empty.</summary>
    public float IoU(in Box other)
    {
        var width = MathF.Min(X + Width, other.X + other.Width) - MathF.Max(X, other.X);
        var height = MathF.Min(Y + Height, other.Y + other.Height) - MathF.Max(Y, other.Y);
        if (width <= 0 || height <= 0) return 0;
        var shared = width * height;
        return shared / (Area + other.Area - shared);
    }
}

/// <summary>A named place on an object, normalised to the frame. <c>Score</c> is 1 where the model gives none.</summary>
public readonly record struct Keypoint(float X, float Y, float Score);

/// <summary>One object in one frame. Its keypoints, if any, are in the <see cref="DetectionList"/> that holds it.</summary>
/// <param name="Label">What it is, one of the model's labels.</param>
/// <param name="Score">How sure the model is, 0…1.</param>
public readonly record struct Detection(string Label, float Score, Box Box)
{
    /// <summary>
    /// Number of the track that it belongs to, from 1, the same from frame to frame of one camera; 0 where nothing tracks.
    /// </summary>
    public long Track { get; init; }
}

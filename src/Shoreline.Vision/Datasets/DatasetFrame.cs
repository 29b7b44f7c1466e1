using Shoreline.Core.Records;

namespace Shoreline.Vision.Datasets;

/// <summary>A frame of a data set, its objects in pixels.</summary>
/// <param name="LeftOut">Objects with no area within the picture.</param>
internal sealed record DatasetFrame(string Id, DatasetPart Part, MediaHeader Header, IReadOnlyList<DatasetObject> Objects, int LeftOut)
{
    public int Width => Header.Width;

    public int Height => Header.Height;

    /// <param name="labels">Those wanted; empty: all.</param>
    public static DatasetFrame Of(MediaHeader header, DatasetPart part, IReadOnlyList<string> labels)
    {
        var objects = new List<DatasetObject>();
        var leftOut = 0;
        foreach (var found in header.Detections!)
        {
            if (labels.Count > 0 && !labels.Contains(found.Label)) continue;
            if (DatasetObject.Of(found, header.Width, header.Height) is { } made) objects.Add(made);
            else leftOut++;
        }
        return new DatasetFrame(header.Id!, part, header, objects, leftOut);
    }
}

/// <summary>An object: its box in pixels, cut at the edges of the picture.</summary>
internal sealed record DatasetObject(string Label, double X, double Y, double Width, double Height, DetectionRecord.Found Found)
{
    private const double LeastSide = 1; // pixel: less is no object

    public static DatasetObject? Of(DetectionRecord.Found found, int width, int height)
    {
        var (left, top) = (Cut(found.Box[0], width), Cut(found.Box[1], height));
        var (right, bottom) = (Cut(found.Box[0] + found.Box[2], width), Cut(found.Box[1] + found.Box[3], height));
        return right - left >= LeastSide && bottom - top >= LeastSide
            ? new DatasetObject(found.Label, left, top, Round(right - left), Round(bottom - top), found)
            : null;
    }

    public static double Round(double pixels) => Math.Round(pixels, 2);

    private static double Cut(double share, int pixels) => Round(Math.Clamp(share * pixels, 0, pixels));
}

using Shoreline.Core.Records;
using Shoreline.Media;

namespace Shoreline.Vision.Jpeg;

/// <summary>A part of a frame in whole pixels.</summary>
public readonly record struct PixelRegion(int Left, int Top, int Width, int Height)
{
    public static PixelRegion Of(in Frame frame) => new(0, 0, frame.Width, frame.Height);

    /// <summary>The pixels around a box, with a margin on each side, cut at the edges of the frame.</summary>
    /// <param name="margin">Share of the box's width and height to add on each side: 0.3 shows a face with its hair and chin.</param>
    /// <returns>Null where nothing of the box is in the frame.</returns>
    public static PixelRegion? Around(in Box box, float margin, int frameWidth, int frameHeight)
    {
        var (left, right) = Span(box.X, box.Width, margin, frameWidth);
        var (top, bottom) = Span(box.Y, box.Height, margin, frameHeight);
        return right > left && bottom > top ? new PixelRegion(left, top, right - left, bottom - top) : null;
    }

    internal bool IsWithin(int width, int height) =>
        Left >= 0 && Top >= 0 && Width > 0 && Height > 0 && Left <= width - Width && Top <= height - Height;

    private static (int From, int To) Span(float start, float length, float margin, int pixels)
    {
        var from = (int)MathF.Floor(Math.Clamp(start - (length * margin), 0, 1) * pixels);
        var to = (int)MathF.Ceiling(Math.Clamp(start + (length * (1 + margin)), 0, 1) * pixels);
        return (from, to);
    }
}

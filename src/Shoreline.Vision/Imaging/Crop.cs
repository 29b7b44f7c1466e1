using Shoreline.Core.Records;

namespace Shoreline.Vision.Imaging;

/// <summary>
/// The part of a picture that a model looks at, in whole pixels. May reach beyond the picture; what is not there is filled.
/// </summary>
internal readonly record struct Crop(int Left, int Top, int Width, int Height)
{
    public int Right => Left + Width;

    public int Bottom => Top + Height;

    public static Crop Whole(int width, int height) => new(0, 0, width, height);

    /// <summary>A square around the middle of a box whose side is <paramref name="scale"/> times the box's longer side.</summary>
    /// <param name="box">Normalised to the picture; finite.</param>
    /// <returns>Null where the box has no area within the picture.</returns>
    public static Crop? Around(in Box box, float scale, int width, int height)
    {
        var (left, right) = (Math.Clamp(box.X, 0, 1) * width, Math.Clamp(box.X + box.Width, 0, 1) * width);
        var (top, bottom) = (Math.Clamp(box.Y, 0, 1) * height, Math.Clamp(box.Y + box.Height, 0, 1) * height);
        if (!(right > left && bottom > top)) return null;
        var side = Math.Max(2, (int)MathF.Round(Math.Max(right - left, bottom - top) * scale));
        return new Crop((int)MathF.Round(((left + right) - side) / 2), (int)MathF.Round(((top + bottom) - side) / 2), side, side);
    }
}

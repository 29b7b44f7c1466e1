using Shoreline.Core.Records;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Imaging;

/// <summary>
/// Where a crop of a picture lies in a tensor: at (<c>Left</c>, <c>Top</c>), scaled to <c>Width</c> × <c>Height</c> tensor pixels.
/// </summary>
internal readonly record struct Placement(Crop Crop, int PictureWidth, int PictureHeight, int Left, int Top, int Width, int Height)
{
    /// <summary>Picture pixels for one tensor pixel.</summary>
    public double StepX => Crop.Width / (double)Width;

    public double StepY => Crop.Height / (double)Height;

    /// <summary>Tensor columns that show something of the picture; the rest is filled.</summary>
    public (int From, int To) Columns => Visible(Crop.Left, Crop.Right, PictureWidth, StepX, Left, Width);

    public (int From, int To) Rows => Visible(Crop.Top, Crop.Bottom, PictureHeight, StepY, Top, Height);

    public static Placement Create(Crop crop, int pictureWidth, int pictureHeight, int tensorWidth, int tensorHeight, Fit fit)
    {
        var (width, height) = (tensorWidth, tensorHeight);
        if (fit != Fit.Stretch)
        {
            var scale = Math.Min(tensorWidth / (float)crop.Width, tensorHeight / (float)crop.Height);
            width = Math.Clamp((int)Math.Round(crop.Width * (double)scale), 1, tensorWidth);
            height = Math.Clamp((int)Math.Round(crop.Height * (double)scale), 1, tensorHeight);
        }
        var (left, top) = fit == Fit.Centre ? ((tensorWidth - width) / 2, (tensorHeight - height) / 2) : (0, 0);
        return new Placement(crop, pictureWidth, pictureHeight, left, top, width, height);
    }

    /// <summary>A box in tensor pixels, normalised to the picture.</summary>
    public Box ToPicture(in Box box)
    {
        var (x, y) = ToPicture(box.X, box.Y);
        return new Box(x, y, (float)(box.Width * StepX / PictureWidth), (float)(box.Height * StepY / PictureHeight));
    }

    /// <summary>A point in tensor pixels, normalised to the picture.</summary>
    public (float X, float Y) ToPicture(float x, float y) =>
        ((float)((Crop.Left + ((x - Left) * StepX)) / PictureWidth), (float)((Crop.Top + ((y - Top) * StepY)) / PictureHeight));

    private static (int From, int To) Visible(int cropFrom, int cropTo, int pictureSize, double step, int offset, int size)
    {
        var (first, last) = (Math.Max(cropFrom, 0), Math.Min(cropTo, pictureSize));
        if (last <= first) return (offset, offset);
        var from = Math.Clamp((int)Math.Round((first - cropFrom) / step), 0, size - 1);
        var to = Math.Clamp((int)Math.Round((last - cropFrom) / step), from + 1, size);
        return (offset + from, offset + to);
    }
}

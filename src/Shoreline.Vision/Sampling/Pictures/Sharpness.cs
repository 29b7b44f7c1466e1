using Shoreline.Media;
using Shoreline.Vision.Jpeg;

namespace Shoreline.Vision.Sampling.Pictures;

/// <summary>How sharp a part of a frame is: the mean difference of neighbouring pixels, on a grid of points.</summary>
internal static unsafe class Sharpness
{
    private const int PointsPerSide = 48;

    /// <returns>0 for one grey to 510; of a face in focus about 10, in a blur of motion about 3.</returns>
    public static float Of(in Frame frame, PixelRegion region) // hot: per track and frame
    {
        var (width, height) = (region.Width - 1, region.Height - 1);
        if (width < 1 || height < 1) return 0;
        var (columns, rows) = (Math.Min(PointsPerSide, width), Math.Min(PointsPerSide, height));
        long sum = 0;
        for (var row = 0; row < rows; row++)
        {
            var line = (byte*)frame.Luma + ((nint)(region.Top + (row * height / rows)) * frame.Stride) + region.Left;
            for (var column = 0; column < columns; column++)
            {
                var at = line + (column * width / columns);
                sum += Math.Abs(at[1] - at[0]) + Math.Abs(at[frame.Stride] - at[0]);
            }
        }
        return (float)sum / (columns * rows);
    }
}

using Shoreline.Core.Records;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Motion;

/// <summary>The square cells into which a picture is divided, 120 to 250 along its longer side for the usual sizes. What fills no cell at
/// the right and at the bottom is left out.</summary>
/// <param name="Side">Pixels: 4, 8 or 16. The mean of 64 pixels has an eighth of the noise of one, and a face of 20 pixels still fills
/// six cells.</param>
internal readonly record struct MotionGrid(int Width, int Height, int Side)
{
    private const int LongestOf4 = 800;
    private const int LongestOf8 = 2000;

    public int Columns => Width / Side;

    public int Rows => Height / Side;

    public int Count => Columns * Rows;

    public static MotionGrid Of(int width, int height)
    {
        var longer = Math.Max(width, height);
        return new MotionGrid(width, height, longer <= LongestOf4 ? 4 : longer <= LongestOf8 ? 8 : 16);
    }

    /// <summary>The least number of cells that a thing of this share of the picture fills.</summary>
    public int CellsOf(double share) => (int)Math.Clamp(Math.Ceiling(share * Width * Height / (Side * Side)), 1, Math.Max(1, Count));

    /// <summary>Cells as a box, in shares of the picture.</summary>
    public Box BoxOf(int left, int top, int right, int bottom) => new(
        (float)(left * Side) / Width, (float)(top * Side) / Height, (float)((right - left) * Side) / Width, (float)((bottom - top) * Side) / Height);

    /// <summary>Which cells are watched: all ones for those whose middle is in no mask, 0 for the others.</summary>
    public short[] Watched(IReadOnlyList<Polygon> masks)
    {
        var watched = new short[Count];
        for (var i = 0; i < watched.Length; i++)
        {
            var middle = new ImagePoint(((i % Columns) + 0.5f) * Side / Width, ((i / Columns) + 0.5f) * Side / Height);
            watched[i] = masks.Any(mask => mask.Contains(middle)) ? (short)0 : (short)-1;
        }
        return watched;
    }
}

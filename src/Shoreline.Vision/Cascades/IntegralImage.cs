namespace Shoreline.Vision.Cascades;

/// <summary>Sums of brightness, and of its square, over everything above and left of each pixel: any rectangle's sum takes four look-ups.</summary>
/// <remarks>
/// Sums wrap around at 2³². The difference that makes a rectangle is right all the same as long as the rectangle's own sum fits, as that of the largest window,
/// 256 × 256 · 255² = 2³² − 33,488,896 still does.
/// </remarks>
internal sealed class IntegralImage(int maxWidth, int maxHeight)
{
    /// <summary>Elements from one row to the next, whatever the size of the picture: offsets within a window can be computed once.</summary>
    public int Stride { get; } = maxWidth + 1;

    public uint[] Sums { get; } = new uint[(maxWidth + 1) * (maxHeight + 1)];

    public uint[] Squares { get; } = new uint[(maxWidth + 1) * (maxHeight + 1)];

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <param name="pixels">Rows of <paramref name="width"/> bytes, one after the other.</param>
    public void Compute(ReadOnlySpan<byte> pixels, int width, int height) // hot: per pyramid level
    {
        (Width, Height) = (width, height);
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Slice(y * width, width);
            var above = Sums.AsSpan(y * Stride, width + 1);
            var aboveSquares = Squares.AsSpan(y * Stride, width + 1);
            var sums = Sums.AsSpan((y + 1) * Stride, width + 1);
            var squares = Squares.AsSpan((y + 1) * Stride, width + 1);
            uint sum = 0, square = 0;
            for (var x = 0; x < row.Length; x++)
            {
                uint value = row[x];
                sum += value;
                square += value * value;
                sums[x + 1] = above[x + 1] + sum;
                squares[x + 1] = aboveSquares[x + 1] + square;
            }
        }
    }
}

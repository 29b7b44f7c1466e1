using Shoreline.Media;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Jpeg;

namespace Shoreline.Vision.Sampling.Pictures;

/// <summary>A part of a frame, copied as NV12 into memory that is used again. Large ones are made smaller by a whole number.</summary>
internal sealed unsafe class Cutout : IDisposable
{
    /// <summary>Most pixels of a copy: with its chroma 768 KiB.</summary>
    public const int MostPixels = 512 << 10;

    private NativeBuffer _memory;
    private Frame _frame;

    /// <summary>The copy as a frame of its own: camera, index and times are those of the frame that it was cut from.</summary>
    public ref readonly Frame Frame => ref _frame;

    public void Take(in Frame frame, PixelRegion region)
    {
        // Chroma is there for pairs of pixels: begin at an even one.
        var (left, top) = (region.Left & ~1, region.Top & ~1);
        var (width, height) = (region.Left + region.Width - left, region.Top + region.Height - top);
        var step = StepFor(width, height);
        var (outWidth, outHeight) = (Math.Max(1, width / step), Math.Max(1, height / step));
        var (chromaWidth, chromaHeight) = ((outWidth + 1) / 2, (outHeight + 1) / 2);
        var stride = 2 * chromaWidth;
        var luma = _memory.Reserve(((nuint)stride * (nuint)(outHeight + chromaHeight)) + 64); // kernels read whole vectors
        var chroma = luma + ((nint)stride * outHeight);
        var source = new Source((byte*)frame.Luma + ((nint)top * frame.Stride) + left, frame.Stride, 1, width, height);
        Plane(source, luma, stride, 1, outWidth, outHeight, step);
        var (u, v, pixel) = frame.ChromaV == 0 ? (frame.Chroma, frame.Chroma + 1, 2) : (frame.Chroma, frame.ChromaV, 1);
        var at = ((nint)(top / 2) * frame.ChromaStride) + (left / 2 * pixel);
        var (uWidth, uHeight) = ((width + 1) / 2, (height + 1) / 2);
        source = new Source((byte*)u + at, frame.ChromaStride, pixel, uWidth, uHeight);
        Plane(source, chroma, stride, 2, chromaWidth, chromaHeight, step);
        source = new Source((byte*)v + at, frame.ChromaStride, pixel, uWidth, uHeight);
        Plane(source, chroma + 1, stride, 2, chromaWidth, chromaHeight, step);
        _frame = frame with
        {
            Width = outWidth,
            Height = outHeight,
            Stride = stride,
            ChromaStride = stride,
            Luma = (nint)luma,
            Chroma = (nint)chroma,
            ChromaV = 0,
        };
    }

    public void Dispose() => _memory.Free();

    private static int StepFor(int width, int height)
    {
        var step = 1;
        while ((long)(width / step) * (height / step) > MostPixels) step++;
        return step;
    }

    /// <summary>One plane; of the pixels of a cell of <paramref name="step"/> × <paramref name="step"/> the mean.</summary>
    private static void Plane(Source from, byte* into, int stride, int pixel, int width, int height, int step)
    {
        for (var y = 0; y < height; y++)
        {
            var target = into + ((nint)y * stride);
            if (step == 1 && from.Pixel == 1 && pixel == 1)
            {
                new ReadOnlySpan<byte>(from.First + ((nint)y * from.Stride), width).CopyTo(new Span<byte>(target, width));
                continue;
            }
            for (var x = 0; x < width; x++) target[x * pixel] = from.Mean(x * step, y * step, step);
        }
    }

    /// <summary>A part of a plane of the frame: <c>Pixel</c> bytes from one to the next.</summary>
    private readonly struct Source(byte* first, int stride, int pixel, int width, int height)
    {
        public byte* First => first;

        public int Stride => stride;

        public int Pixel => pixel;

        /// <summary>Of what of a cell is in the plane; where it lies behind its end, of the last row and column.</summary>
        public byte Mean(int left, int top, int step)
        {
            (left, top) = (Math.Min(left, width - 1), Math.Min(top, height - 1));
            var (columns, rows) = (Math.Min(step, width - left), Math.Min(step, height - top));
            var sum = columns * rows / 2;
            for (var y = top; y < top + rows; y++)
            {
                for (var x = left; x < left + columns; x++) sum += first[((nint)y * stride) + (x * pixel)];
            }
            return (byte)(sum / (columns * rows));
        }
    }
}

using System.Runtime.InteropServices;
using Shoreline.Core;
using Shoreline.Media;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Native.TurboJpeg;

namespace Shoreline.Vision.Jpeg;

/// <summary>Makes JPEG pictures of frames and of parts of frames. Serves one thread at a time; allocates nothing once its buffers have grown.</summary>
/// <remarks>The colours are converted by the frame's own matrix: JPEG knows only one, and a camera's picture fed to it as it is would look pale.</remarks>
public sealed unsafe class JpegEncoder : IDisposable
{
    private const int MaxSide = 65500; // libjpeg's own limit

    private readonly CompressorHandle _handle;
    private NativeBuffer _pixels;
    private NativeBuffer _jpeg;

    public JpegEncoder()
    {
        _handle = TurboJpegNative.InitCompress();
        if (_handle.IsInvalid) throw new ShorelineException("TurboJPEG could not make a compressor.");
    }

    /// <summary>The whole frame.</summary>
    /// <param name="quality">1…100.</param>
    /// <returns>The picture, valid until the next call.</returns>
    public ReadOnlySpan<byte> Encode(in Frame frame, int quality) => Encode(frame, PixelRegion.Of(frame), quality);

    /// <summary>A part of the frame.</summary>
    /// <returns>The picture, valid until the next call; its size is that of <paramref name="region"/>.</returns>
    public ReadOnlySpan<byte> Encode(in Frame frame, PixelRegion region, int quality) // hot: per picture
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (!region.IsWithin(frame.Width, frame.Height) || Math.Max(region.Width, region.Height) > MaxSide)
        {
            throw new ArgumentOutOfRangeException(nameof(region), $"{region} is not a part of a frame of {frame.Width}x{frame.Height}.");
        }
        var stride = 4 * region.Width;
        var pixels = _pixels.Reserve((nuint)stride * (nuint)region.Height);
        BgrxConverter.Convert(frame.ToPicture(), region.Left, region.Top, region.Width, region.Height, pixels, stride);
        return Compress(pixels, region.Width, region.Height, quality);
    }

    /// <summary>A picture that was drawn: rows of B, G, R and a byte that does not matter, one after the other.</summary>
    /// <returns>The picture, valid until the next call.</returns>
    public ReadOnlySpan<byte> EncodeBgrx(ReadOnlySpan<byte> pixels, int width, int height, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels.Length, 4 * width * height);
        fixed (byte* first = pixels) return Compress(first, width, height, quality);
    }

    private ReadOnlySpan<byte> Compress(byte* pixels, int width, int height, int quality)
    {
        var jpeg = _jpeg.Reserve(TurboJpegNative.BufSize(width, height, JpegSubsampling.Samp420));
        nuint size;
        var failed = TurboJpegNative.Compress(
            _handle, pixels, width, 4 * width, height, JpegPixelFormat.Bgrx, &jpeg, &size, JpegSubsampling.Samp420, quality, JpegFlags.NoReallocate) != 0;
        if (failed) throw new ShorelineException($"TurboJPEG could not compress {width}x{height}: {Marshal.PtrToStringUTF8(TurboJpegNative.GetErrorStr(_handle))}.");
        return new ReadOnlySpan<byte>(jpeg, (int)size);
    }

    public void Dispose()
    {
        _handle.Dispose();
        _pixels.Free();
        _jpeg.Free();
    }
}

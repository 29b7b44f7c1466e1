using System.Runtime.InteropServices;
using Shoreline.Core.Naming;
using Shoreline.Media;

namespace Shoreline.Vision.Imaging;

/// <summary>A grey NV12 picture that shows nothing.</summary>
internal sealed unsafe class EmptyPicture : IDisposable
{
    private const byte Grey = 128;

    private NativeBuffer _pixels;

    public EmptyPicture(int width, int height)
    {
        var (stride, rows) = ((width + 1) / 2 * 2, height + ((height + 1) / 2));
        var bytes = (nuint)stride * (nuint)rows;
        var memory = _pixels.Reserve(bytes);
        NativeMemory.Fill(memory, bytes, Grey);
        Frame = new Frame(
            new CameraName("empty"), 0, 0, 0, width, height, stride, stride, ColorMatrix.Bt601,
            (nint)memory, (nint)(memory + ((long)stride * height)));
    }

    /// <summary>Valid until <see cref="Dispose"/>.</summary>
    public Frame Frame { get; }

    public void Dispose() => _pixels.Free();
}

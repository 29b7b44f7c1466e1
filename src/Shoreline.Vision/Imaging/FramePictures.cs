using Shoreline.Media;

namespace Shoreline.Vision.Imaging;

/// <summary>Frames of the capture as pictures for our kernels.</summary>
internal static unsafe class FramePictures
{
    /// <summary>Valid as long as the frame's lease.</summary>
    public static YuvPicture ToPicture(this in Frame frame)
    {
        var matrix = MatrixOf(frame.Matrix);
        return frame.ChromaV == 0
            ? YuvPicture.Nv12((byte*)frame.Luma, frame.Stride, (byte*)frame.Chroma, frame.ChromaStride, frame.Width, frame.Height, matrix)
            : YuvPicture.I420(
                (byte*)frame.Luma, frame.Stride, (byte*)frame.Chroma, (byte*)frame.ChromaV, frame.ChromaStride,
                frame.Width, frame.Height, matrix);
    }

    private static YuvMatrix MatrixOf(ColorMatrix matrix) => matrix switch
    {
        ColorMatrix.Bt709 => YuvMatrix.Bt709Limited,
        ColorMatrix.Bt709Full => YuvMatrix.Bt709Full,
        ColorMatrix.Bt601Full => YuvMatrix.Bt601Full,
        _ => YuvMatrix.Bt601Limited,
    };
}

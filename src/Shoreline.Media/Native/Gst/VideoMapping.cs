using System.Runtime.InteropServices;

namespace Shoreline.Media.Native.Gst;

/// <summary>Room for one mapped video frame, used again and again. Holds a reference to the sample while it is mapped. Not thread-safe.</summary>
/// <remarks>gst_video_frame_map honours the strides and offsets of a GstVideoMeta, which decoders and cameras use for padded planes.</remarks>
internal sealed unsafe class VideoMapping : IDisposable
{
    private GstVideoFrame* _frame = (GstVideoFrame*)NativeMemory.AllocZeroed((nuint)sizeof(GstVideoFrame));
    private GstSample _sample;

    ~VideoMapping() => Free();

    public nint Plane(int index) => (nint)_frame->Data[index];

    public int Stride(int plane) => _frame->Info.PlaneStride[plane];

    public int Width => _frame->Info.Width;

    public int Height => _frame->Info.Height;

    // hot: per frame
    /// <summary>Maps the sample for reading and takes it over.</summary>
    /// <returns>False where it cannot be mapped; the sample then stays the caller's.</returns>
    public bool Map(GstSample sample, ref GstVideoInfo info)
    {
        fixed (GstVideoInfo* pinned = &info)
        {
            if (GstNative.VideoFrameMap(_frame, pinned, GstNative.SampleBuffer(sample.Pointer), GstConstants.MapRead) == 0) return false;
        }
        _sample = sample;
        return true;
    }

    // hot: per frame
    public void Unmap()
    {
        if (_sample.IsEmpty) return;
        GstNative.VideoFrameUnmap(_frame);
        _sample.Release();
        _sample = default;
    }

    /// <summary>Unmaps, and leaves the sample to the caller.</summary>
    public void GiveBack()
    {
        if (_sample.IsEmpty) return;
        GstNative.VideoFrameUnmap(_frame);
        _sample = default;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_frame == null) return;
        Unmap();
        NativeMemory.Free(_frame);
        _frame = null;
    }
}

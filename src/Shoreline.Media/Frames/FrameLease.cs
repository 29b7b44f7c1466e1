using Shoreline.Media.Native.Gst;

namespace Shoreline.Media;

/// <summary>A frame borrowed from the capture. Dispose gives it back: the pixels are unmapped and the lease is used for another frame.</summary>
/// <remarks>Do not touch a lease after disposing it. Holding many holds the decoder's buffers.</remarks>
public sealed class FrameLease : IDisposable
{
    private readonly FramePool _pool;
    private readonly VideoMapping _mapping = new();
    private Frame _frame;
    private int _leased;

    internal FrameLease(FramePool pool) => _pool = pool;

    /// <summary>The frame; its pixels are valid until this lease is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public ref readonly Frame Frame
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _leased) == 0, this);
            return ref _frame;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _leased, 0) == 0) return;
        _mapping.Unmap();
        _frame = default;
        _pool.Return(this);
    }

    // hot: per frame
    /// <summary>Maps the sample and takes it over.</summary>
    /// <returns>False where it cannot be mapped; sample and lease then stay the caller's.</returns>
    internal bool Fill(GstSample sample, ref GstVideoInfo info, in Frame stamp)
    {
        if (!_mapping.Map(sample, ref info)) return false;
        var planar = _mapping.Stride(2) != 0;
        if (planar && _mapping.Stride(2) != _mapping.Stride(1)) // no decoder does so, and a frame has one stride of chroma
        {
            _mapping.GiveBack();
            return false;
        }
        _frame = stamp with
        {
            Width = _mapping.Width,
            Height = _mapping.Height,
            Stride = _mapping.Stride(0),
            ChromaStride = _mapping.Stride(1),
            Luma = _mapping.Plane(0),
            Chroma = _mapping.Plane(1),
            ChromaV = planar ? _mapping.Plane(2) : 0,
        };
        Volatile.Write(ref _leased, 1);
        return true;
    }

    /// <summary>For a lease that the pool does not keep.</summary>
    internal void Free() => _mapping.Dispose();
}

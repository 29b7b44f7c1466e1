using Shoreline.Core.Naming;
using Shoreline.Media.Native.Gst;

namespace Shoreline.Media;

/// <summary>Frames counted over all runs of a capture.</summary>
internal sealed class FrameCount
{
    public long Captured;
    public long NotWanted;
    public long DroppedOverload;
    public long DroppedBroken;
}

/// <summary>Takes the decoded frames of one run: stamps them, maps them, and hands them to the mailbox.</summary>
internal sealed class FrameIntake(
    CameraName camera, int every, FrameMailbox mailbox, FramePool pool, FrameCount count, RunClock clock, RunEnd run,
    Activity activity, OverloadGate gate, Action<Exception> fail)
    : ISampleReceiver, IDisposable
{
    private GstCaps? _caps;
    private GstVideoInfo _info;
    private ColorMatrix _matrix;
    private double _fps;
    private volatile bool _ended;

    /// <summary>Whether the last frame of the run has arrived.</summary>
    public bool HasEnded => _ended;

    /// <summary>
    /// Whether the pipeline may wait for the reader at the live pace: set where it holds back encoded video, before the first frame.
    /// </summary>
    public bool MayWait { get; set; }

    /// <summary>Running time at the end of the last frame, in nanoseconds.</summary>
    public long EndNs { get; private set; }

    // hot: per frame
    public bool Receive(GstSample sample)
    {
        activity.Note();
        var index = Interlocked.Increment(ref count.Captured) - 1;
        if (_caps is null || !_caps.Is(sample.Caps)) ReadCaps(sample);
        var pts = sample.PtsNs ?? EndNs;
        EndNs = pts + (sample.DurationNs ?? 0);
        gate.Decoded(pts);
        if (index % every != 0)
        {
            sample.Release();
            Interlocked.Increment(ref count.NotWanted);
            return !run.HasEnded;
        }

        var lease = pool.Rent();
        var stamp = new Frame { Camera = camera, Index = index, CapturedAtNs = clock.WallNs(pts), PtsNs = pts, Matrix = _matrix, SourceFps = _fps };
        if (lease.Fill(sample, ref _info, stamp)) return mailbox.Offer(lease, run, MayWait);
        sample.Release();
        pool.Return(lease);
        Interlocked.Increment(ref count.DroppedBroken);
        return !run.HasEnded;
    }

    public void EndOfStream() => _ended = true;

    public void CallbackFailed(Exception exception) => fail(exception);

    public void Dispose() => _caps?.Dispose();

    private void ReadCaps(GstSample sample)
    {
        _caps?.Dispose();
        _caps = GstCaps.Share(sample.Caps);
        if (!_caps.TryGetVideoInfo(out _info)) throw new SourceException(SourceFault.Unsupported, $"The decoder gives {_caps}, which is no picture.");
        _fps = _info is { FpsN: > 0, FpsD: > 0 } ? (double)_info.FpsN / _info.FpsD : 0;
        var full = _info.Range == GstColorRange.Full;
        _matrix = _info.Matrix is GstColorMatrix.Bt709 or GstColorMatrix.Bt2020 // BT.2020 pictures are rare here, and BT.709 is the nearest
            ? full ? ColorMatrix.Bt709Full : ColorMatrix.Bt709
            : full ? ColorMatrix.Bt601Full : ColorMatrix.Bt601;
    }
}

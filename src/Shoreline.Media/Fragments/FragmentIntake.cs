using Shoreline.Media.Native.Gst;

namespace Shoreline.Media.Fragments;

/// <summary>Takes the encoded access units of one run and hands the fragments made of them to the queue.</summary>
/// <param name="wallNs">Capture time of a running time.</param>
internal sealed class FragmentIntake(FragmentQueue queue, TimeSpan wished, Func<long, long> wallNs, Activity activity, Action<Exception> fail, CancellationToken ended)
    : ISampleReceiver, IDisposable
{
    private readonly Lock _gate = new(); // the streaming thread, and whoever flushes after it
    private readonly FragmentCutter _cutter = new(wished, wallNs);
    private readonly DecodeTimes _times = new();
    private GstCaps? _caps;
    private volatile bool _ended;
    private long? _lastDurationNs;

    // hot: per encoded frame
    public bool Receive(GstSample sample)
    {
        lock (_gate)
        {
            try
            {
                activity.Note();
                var pts = sample.PtsNs;
                _lastDurationNs = sample.DurationNs;
                var dts = _times.Next(sample.DtsNs, pts, _lastDurationNs, sample.IsKeyFrame);
                var unit = new AccessUnit(dts, pts ?? dts, sample.IsKeyFrame);
                if (_caps is null || !_caps.Is(sample.Caps)) ReadCaps(sample, dts);
                sample.Read((this, unit), static (state, bytes) => state.Item1.Emit(state.Item1._cutter.Add(state.unit, bytes)));
            }
            finally
            {
                sample.Release();
            }
        }
        return !ended.IsCancellationRequested;
    }

    /// <summary>Whether the last access unit of the run has arrived.</summary>
    public bool HasEnded => _ended;

    public void EndOfStream()
    {
        Flush();
        _ended = true;
    }

    /// <summary>Hands over what was gathered. Called at the end of the source, and after the pipeline has stopped.</summary>
    public void Flush()
    {
        lock (_gate) Emit(_cutter.Finish(_lastDurationNs));
    }

    public void CallbackFailed(Exception exception) => fail(exception);

    public void Dispose() => _caps?.Dispose();

    private void Emit(Fragment? fragment)
    {
        if (fragment is not null) queue.Write(fragment, ended);
    }

    private void ReadCaps(GstSample sample, long dtsNs)
    {
        _caps?.Dispose();
        _caps = GstCaps.Share(sample.Caps);
        var (pixelWidth, pixelHeight) = _caps.Fraction("pixel-aspect-ratio") ?? (1, 1);
        var track = new VideoTrack(_caps.Int("width"), _caps.Int("height"), pixelWidth, pixelHeight, _caps.Bytes("codec_data") ?? []);
        if (track.Fault() is { } fault) throw new SourceException(SourceFault.Unsupported, $"The H.264 video cannot be put into fragments: {fault}.");
        Emit(_cutter.Configure(track, dtsNs));
    }
}

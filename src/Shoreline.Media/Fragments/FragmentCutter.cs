namespace Shoreline.Media.Fragments;

/// <summary>Gathers access units of one session and cuts them into fragments. Rules: docs/formats/fragment.md. Not thread-safe.</summary>
/// <remarks>An access unit waits until the next one tells how long it lasts; so a fragment comes out one picture after its last.</remarks>
internal sealed class FragmentCutter
{
    /// <summary>Longest fragment, for sources with rare key frames.</summary>
    public static readonly TimeSpan LongestDuration = TimeSpan.FromSeconds(4);

    /// <summary>Most bytes of pictures in a fragment, unless a single picture is larger.</summary>
    public const int MostBytes = 8 << 20;

    private const double EarlyCut = 0.9; // of the wished duration: key frames are seldom exactly that far apart
    private const double UsualFps = 30; // for a session of a single picture that does not say how long it lasts

    private readonly string _session = Guid.NewGuid().ToString("N");
    private readonly long _wishedTicks;
    private readonly long _longestTicks;
    private readonly Func<long, long> _wallNs;
    private readonly BoxWriter _boxes = new();
    private readonly List<Sample> _samples = [];
    private byte[] _data = new byte[64 << 10];
    private int _dataBytes;
    private VideoTrack? _track;
    private byte[] _init = [];
    private long _index;
    private long? _originNs;
    private long _lastDtsTicks = -1;
    private long _lastDurationTicks = (long)(CmafWriter.Timescale / UsualFps);

    /// <param name="wished">Duration of a fragment where key frames allow it.</param>
    /// <param name="wallNs">Capture time of a running time.</param>
    public FragmentCutter(TimeSpan wished, Func<long, long> wallNs)
    {
        _wishedTicks = CmafWriter.Ticks((long)(wished.TotalNanoseconds * EarlyCut));
        _longestTicks = Math.Max(CmafWriter.Ticks((long)LongestDuration.TotalNanoseconds), 2 * _wishedTicks);
        _wallNs = wallNs;
    }

    /// <summary>The stream's parameter sets, before its first access unit and where they change.</summary>
    /// <param name="cutAtNs">Decode time of the access unit that comes next.</param>
    /// <returns>The fragment that ends before the change; null where nothing was gathered, or nothing changed.</returns>
    public Fragment? Configure(VideoTrack track, long cutAtNs)
    {
        if (_track is not null && _track.Configuration.AsSpan().SequenceEqual(track.Configuration) && (track with { Configuration = _track.Configuration }) == _track) return null;
        var before = _samples.Count > 0 ? Cut(Math.Max(_lastDtsTicks + 1, Ticks(cutAtNs))) : null;
        _track = track;
        _boxes.Clear();
        CmafWriter.WriteInit(_boxes, track);
        _init = _boxes.Written.ToArray();
        return before;
    }

    // hot: per encoded frame
    /// <summary>Adds an access unit. Its NAL units have the length prefixes that the parameter sets announce.</summary>
    /// <returns>The fragment that it completes; null mostly.</returns>
    public Fragment? Add(AccessUnit unit, ReadOnlySpan<byte> bytes)
    {
        if (_track is null) throw new InvalidOperationException("The parameter sets come first.");
        _originNs ??= unit.DtsNs;
        var dts = Math.Max(Ticks(unit.DtsNs), _lastDtsTicks + 1);
        if (_samples.Count > 0) _lastDurationTicks = dts - _lastDtsTicks;
        var done = MustCut(dts, unit.IsKeyFrame, bytes.Length) ? Cut(dts) : null;
        if (_dataBytes + bytes.Length > _data.Length) Array.Resize(ref _data, Math.Max(_data.Length * 2, _dataBytes + bytes.Length));
        bytes.CopyTo(_data.AsSpan(_dataBytes));
        _dataBytes += bytes.Length;
        _samples.Add(new Sample(dts, Ticks(unit.PtsNs), bytes.Length, unit.IsKeyFrame));
        _lastDtsTicks = dts;
        return done;
    }

    /// <summary>The session is over.</summary>
    /// <param name="lastDurationNs">How long the last access unit lasts; null where the source does not say.</param>
    /// <returns>What was gathered; null where that is nothing.</returns>
    public Fragment? Finish(long? lastDurationNs) =>
        _samples.Count == 0 ? null : Cut(_lastDtsTicks + Math.Max(1, lastDurationNs is { } ns ? CmafWriter.Ticks(ns) : _lastDurationTicks));

    private bool MustCut(long nextDts, bool isKeyFrame, int bytes)
    {
        if (_samples.Count == 0) return false;
        var gathered = nextDts - _samples[0].DtsTicks;
        return (isKeyFrame && gathered >= _wishedTicks) || gathered >= _longestTicks || _dataBytes + bytes > MostBytes;
    }

    private Fragment Cut(long endTicks)
    {
        var samples = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_samples);
        _boxes.Clear();
        _boxes.Bytes(_init);
        CmafWriter.WriteMedia(_boxes, (uint)(_index + 1), samples, endTicks, _data.AsSpan(0, _dataBytes));
        var firstShown = long.MaxValue;
        foreach (ref readonly var sample in samples) firstShown = Math.Min(firstShown, sample.PtsTicks);
        var fragment = new Fragment
        {
            Session = _session,
            Index = _index++,
            StartNs = _wallNs(Ns(firstShown)),
            DurationNs = (long)((endTicks - samples[0].DtsTicks) * 1_000_000_000m / CmafWriter.Timescale),
            Width = _track!.Width,
            Height = _track.Height,
            Codec = _track.Codec,
            StartsWithKeyFrame = samples[0].IsKeyFrame,
            FrameCount = samples.Length,
            Bytes = _boxes.Written.ToArray(),
            InitBytes = _init.Length,
        };
        _samples.Clear();
        _dataBytes = 0;
        return fragment;
    }

    /// <summary>Ticks since the session's first decode time.</summary>
    private long Ticks(long ns) => CmafWriter.Ticks(ns - (_originNs ?? ns));

    /// <summary>Running time of a tick of the session.</summary>
    private long Ns(long ticks) => (_originNs ?? 0) + (long)Math.Round(ticks * 1_000_000_000m / CmafWriter.Timescale);
}

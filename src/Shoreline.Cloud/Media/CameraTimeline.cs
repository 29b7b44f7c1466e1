using Shoreline.Cloud.Live;

namespace Shoreline.Cloud.Media;

/// <summary>The newest fragments of one camera in the order in which players are told of them.</summary>
/// <remarks>
/// <para>A playlist may only grow at its end and shrink at its start, so an entry never moves. Fragments may come out of order: one whose
/// predecessor
/// in the stream has not come is held for up to <see cref="HoldFor"/>, then the gap is shown as a discontinuity. One that comes later than
/// that is in
/// the archive and not in the live playlist.</para>
/// <para>Numbers begin at the first fragment's time, not at 0, so that they grow over a restart of this process too.</para>
/// <para>Guarded by its own lock.</para>
/// </remarks>
internal sealed class CameraTimeline(CameraId camera, TimeProvider time)
{
    /// <summary>How long a fragment waits for its predecessor.</summary>
    public static readonly TimeSpan HoldFor = TimeSpan.FromSeconds(3);

    private const int MaxShown = 300;
    private const int MaxHeld = 64;
    private const long NsPerMediaSequence = 100_000_000; // fewer than ten fragments a second, so the count never overtakes the clock
    private const long NsPerDiscontinuity = 60_000_000_000;

    private readonly Lock _lock = new();
    private readonly List<LiveSegment> _shown = [];
    private readonly List<(ArchivedFragment Fragment, long SinceTimestamp)> _held = []; // by arrival
    private readonly HashSet<RecordId> _known = []; // of _shown and _held
    private int _targetSeconds = 1;

    public CameraId Camera => camera;

    /// <summary>When the newest fragment was added, as a timestamp of the clock.</summary>
    public long TouchedAt { get; private set; } = time.GetTimestamp();

    public void Add(ArchivedFragment fragment)
    {
        lock (_lock)
        {
            TouchedAt = time.GetTimestamp();
            if (!_known.Add(fragment.Record)) return;
            _held.Add((fragment, TouchedAt));
            ShowWhatIsDue();
        }
    }

    /// <summary>The newest fragment that is shown; null before the first.</summary>
    public ArchivedFragment? Newest
    {
        get
        {
            lock (_lock)
            {
                ShowWhatIsDue();
                return _shown.Count == 0 ? null : _shown[^1].Fragment;
            }
        }
    }

    /// <summary>The last <paramref name="count"/> entries, and the target duration in whole seconds, which never falls.</summary>
    public (IReadOnlyList<LiveSegment> Segments, int TargetSeconds) Tail(int count)
    {
        lock (_lock)
        {
            ShowWhatIsDue();
            return (_shown.GetRange(Math.Max(0, _shown.Count - count), Math.Min(count, _shown.Count)), _targetSeconds);
        }
    }

    public ArchivedFragment? Find(RecordId record)
    {
        lock (_lock) return _shown.Find(segment => segment.Fragment.Record == record)?.Fragment;
    }

    /// <summary>Any fragment with that initialisation section.</summary>
    public ArchivedFragment? FindInit(string digest)
    {
        lock (_lock) return _shown.Find(segment => segment.Fragment.InitDigest == digest)?.Fragment;
    }

    private void ShowWhatIsDue()
    {
        for (var next = NextDue(); next >= 0; next = NextDue())
        {
            var fragment = _held[next].Fragment;
            _held.RemoveAt(next);
            if (IsLate(fragment)) _known.Remove(fragment.Record);
            else Show(fragment);
        }
    }

    // The one to show or to let go now: the successor of the last, one too late, the first of all, or the earliest that has waited long
    // enough.
    private int NextDue()
    {
        if (_held.Count == 0) return -1;
        var at = _held.FindIndex(held => IsLate(held.Fragment) || Follows(held.Fragment));
        if (at >= 0) return at;
        var waited = _held.Count > MaxHeld || _held.Exists(held => time.GetElapsedTime(held.SinceTimestamp) >= HoldFor);
        return waited ? _held.IndexOf(_held.MinBy(held => held.Fragment.StartNs)) : -1;
    }

    private bool IsLate(ArchivedFragment fragment)
    {
        if (_shown.Count == 0) return false;
        var last = _shown[^1].Fragment;
        return fragment.Record.Incarnation == last.Record.Incarnation
            ? fragment.Record.Sequence < last.Record.Sequence
            : fragment.StartNs < last.StartNs;
    }

    private bool Follows(ArchivedFragment fragment)
    {
        if (_shown.Count == 0) return true;
        var last = _shown[^1].Fragment.Record;
        return fragment.Record.Incarnation == last.Incarnation
            ? fragment.Record.Sequence == last.Sequence + 1
            : fragment.Record.Sequence == 0;
    }

    private void Show(ArchivedFragment fragment)
    {
        _targetSeconds = Math.Max(_targetSeconds, (int)Math.Round(fragment.DurationNs / 1e9, MidpointRounding.AwayFromZero));
        if (_shown.Count == 0)
        {
            _shown.Add(
                new LiveSegment(fragment, fragment.StartNs / NsPerMediaSequence, fragment.StartNs / NsPerDiscontinuity, StartsAnew: false));
            return;
        }
        var last = _shown[^1];
        var anew = fragment.Session != last.Fragment.Session || fragment.InitDigest != last.Fragment.InitDigest
            || fragment.Index != last.Fragment.Index + 1;
        _shown.Add(new LiveSegment(fragment, last.MediaSequence + 1, last.DiscontinuitySequence + (anew ? 1 : 0), anew));
        if (_shown.Count <= MaxShown) return;
        _known.Remove(_shown[0].Fragment.Record);
        _shown.RemoveAt(0);
    }
}

/// <summary>One entry of a live playlist. Its numbers never change.</summary>
/// <param name="DiscontinuitySequence">Discontinuities before it, its own counted in.</param>
/// <param name="StartsAnew">Decode times or initialisation do not continue those of the entry before.</param>
internal sealed record LiveSegment(ArchivedFragment Fragment, long MediaSequence, long DiscontinuitySequence, bool StartsAnew);

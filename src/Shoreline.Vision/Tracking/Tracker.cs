using Shoreline.Core.Records;

namespace Shoreline.Vision.Tracking;

/// <summary>Gives each object a number that it keeps from frame to frame, through short occlusions and weak scores.</summary>
/// <remarks>
/// <para>Each track predicts where its object is (<see cref="MotionFilter"/>). Detections are matched with the tracks first by how much the boxes overlap, the weak ones
/// only with tracks that were seen in the frame before (two thresholds: Zhang et al., ByteTrack, 2022); then those left over by how likely they are for the filter, which
/// finds fast objects, slow cameras and those that come out from behind something.</para>
/// <para>A detection has its number from its first frame on; a track counts, and says so, after <see cref="TrackerOptions.FramesToConfirm"/> frames. Numbers of tracks
/// that never counted are not used again. Objects of different labels are never the same object. Not thread-safe; allocates nothing in steady state.</para>
/// </remarks>
public sealed class Tracker
{
    /// <summary>Boxes that overlap less are not told to be the same object by their overlap.</summary>
    private const float LeastOverlap = 0.3f;

    /// <summary>A weak detection must overlap better than a sure one to be taken before it.</summary>
    private const float WeakCounts = 0.8f;

    /// <summary>Of two tracks at one place the one that was seen last goes on: the other is behind it.</summary>
    private const float UnseenWeighs = 0.1f, UnseenWeighsPerSecond = 0.1f;

    /// <summary>Standard deviations, over place and size together, within which an object may reappear.</summary>
    private const float Reach = 4;

    private const float Least = 0.001f; // a gain of 0 forbids

    /// <summary>How long a track that does not count yet waits for its second look.</summary>
    private static readonly TimeSpan KeepUnconfirmed = TimeSpan.FromMilliseconds(250);

    /// <summary>A gap longer than this is a new scene: nothing is predicted over it.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(5);

    private TrackerOptions _options;
    private readonly List<Track> _tracks = [];
    private readonly Stack<Track> _spare = [];
    private readonly List<TrackEvent> _events = [];
    private readonly Assignment _assignment = new();
    private readonly List<int> _rows = [];
    private readonly List<int> _columns = [];
    private long _lastNumber;
    private long _lastNs = long.MinValue;

    public Tracker(TrackerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FramesToConfirm, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxTracks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxTracks, 4096);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.LowScore, options.HighScore);
        _options = options;
    }

    /// <summary>Takes other thresholds from the next frame on: another model gives other scores. What is followed goes on.</summary>
    /// <param name="high">As <see cref="TrackerOptions.HighScore"/>.</param>
    /// <param name="low">As <see cref="TrackerOptions.LowScore"/>.</param>
    public void SetScores(float high, float low)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(low, high);
        _options = _options with { HighScore = high, LowScore = low };
    }

    /// <summary>What happened in the last frame, in no order. Valid until the next <see cref="Update"/>.</summary>
    public IReadOnlyList<TrackEvent> Events => _events;

    /// <summary>Tracks that count and whose object is seen, or was a short time ago.</summary>
    public int Count { get; private set; }

    /// <summary>Objects that were given no number because <see cref="TrackerOptions.MaxTracks"/> were followed already.</summary>
    public long Unfollowed { get; private set; }

    /// <summary>Takes the detections of the next frame and gives each its track's number, or 0 to those that are too weak to be anything.</summary>
    /// <param name="detections">Boxes that are empty or not finite get no number.</param>
    /// <param name="nowNs">Time of the frame. One that goes backwards (a file that begins again, a clock that was set) ends all tracks.</param>
    public void Update(DetectionList detections, long nowNs) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(detections);
        _events.Clear();
        Predict(nowNs);
        for (var i = 0; i < detections.Count; i++) detections.SetTrack(i, 0);

        MatchByOverlap(detections, nowNs);
        MatchByReach(detections, nowNs);
        Begin(detections, nowNs);
        Settle(nowNs);
    }

    /// <summary>Takes note of a frame that was not looked at, because nothing in it has moved.</summary>
    /// <remarks>
    /// What was seen is there still, at the same place. What was not seen has not come back, and no look was spent on it either: how long that is goes on, but nothing ends
    /// before a frame was looked at in which it could have been seen.
    /// </remarks>
    public void Rest(long nowNs) // hot: per frame
    {
        _events.Clear();
        if (nowNs < _lastNs)
        {
            EndAll();
            return;
        }
        _lastNs = nowNs;
        foreach (var track in _tracks)
        {
            if (!track.IsSeen) continue;
            track.Stay(nowNs);
            if (track.IsConfirmed) ReportIfDue(track, nowNs);
        }
    }

    /// <summary>Ends every track, as at the end of the source.</summary>
    public void End()
    {
        _events.Clear();
        EndAll();
    }

    private void Predict(long nowNs)
    {
        var seconds = _lastNs == long.MinValue ? 0 : (nowNs - _lastNs) / 1e9f;
        if (seconds < 0 || seconds > Math.Max(LongestStep.TotalSeconds, _options.KeepUnseen.TotalSeconds)) EndAll();
        _lastNs = nowNs;
        foreach (var track in _tracks)
        {
            track.Predict(seconds);
            track.WasSeen = track.IsSeen;
            track.IsSeen = false;
        }
    }

    /// <summary>By how much the boxes overlap: all but the fastest.</summary>
    private void MatchByOverlap(DetectionList detections, long nowNs)
    {
        Gather(detections, _options.LowScore);
        for (var row = 0; row < _rows.Count; row++)
        {
            var track = _tracks[_rows[row]];
            var unseen = track.WasSeen ? 0 : UnseenWeighs + (UnseenWeighsPerSecond * (nowNs - track.LastSeenNs) / 1e9f);
            for (var column = 0; column < _columns.Count; column++)
            {
                ref readonly var detection = ref detections[_columns[column]];
                var weak = detection.Score < _options.HighScore;
                if ((weak && !track.WasSeen) || !track.IsOf(detection.Label)) continue;
                var overlap = track.Box.IoU(detection.Box);
                if (overlap < LeastOverlap) continue;
                var gain = MathF.Max(Least, (overlap * (weak ? WeakCounts : 1)) - unseen);
                _assignment.Gain(row, column) = gain * gain * gain; // one good pair is worth more than two bad ones
            }
        }
        Take(detections, nowNs);
    }

    /// <summary>By how likely the place and the size are: objects that went farther than their own size, or were hidden for long.</summary>
    private void MatchByReach(DetectionList detections, long nowNs)
    {
        Gather(detections, _options.HighScore);
        for (var row = 0; row < _rows.Count; row++)
        {
            var track = _tracks[_rows[row]];
            for (var column = 0; column < _columns.Count; column++)
            {
                ref readonly var detection = ref detections[_columns[column]];
                if (!track.IsOf(detection.Label)) continue;
                var distance = track.Distance(detection.Box);
                if (distance < Reach) _assignment.Gain(row, column) = MathF.Max(Least, 1 - (distance / Reach));
            }
        }
        Take(detections, nowNs);
    }

    /// <summary>Notes the tracks and the detections that have nobody yet.</summary>
    private void Gather(DetectionList detections, float leastScore)
    {
        _rows.Clear();
        _columns.Clear();
        for (var i = 0; i < _tracks.Count; i++)
        {
            if (!_tracks[i].IsSeen) _rows.Add(i);
        }
        for (var i = 0; i < detections.Count && _columns.Count < _options.MaxTracks; i++)
        {
            ref readonly var detection = ref detections[i];
            if (detection.Track == 0 && detection.Score >= leastScore && IsSound(detection.Box)) _columns.Add(i);
        }
        _assignment.Reset(_rows.Count, _columns.Count);
    }

    private void Take(DetectionList detections, long nowNs)
    {
        var columnOf = _assignment.Solve();
        for (var row = 0; row < columnOf.Length; row++)
        {
            if (columnOf[row] < 0) continue;
            var (track, index) = (_tracks[_rows[row]], _columns[columnOf[row]]);
            track.Correct(detections[index], nowNs);
            detections.SetTrack(index, track.Number);
        }
    }

    private void Begin(DetectionList detections, long nowNs)
    {
        for (var i = 0; i < detections.Count; i++)
        {
            ref readonly var detection = ref detections[i];
            if (detection.Track != 0 || detection.Score < _options.HighScore || !IsSound(detection.Box)) continue;
            if (_tracks.Count == _options.MaxTracks)
            {
                Unfollowed++;
                continue;
            }
            var track = _spare.TryPop(out var spare) ? spare : new Track();
            track.Begin(++_lastNumber, detection, nowNs);
            _tracks.Add(track);
            detections.SetTrack(i, track.Number);
        }
    }

    /// <summary>Confirms, reports and ends.</summary>
    private void Settle(long nowNs)
    {
        Count = 0;
        for (var i = _tracks.Count - 1; i >= 0; i--)
        {
            var track = _tracks[i];
            if (!track.IsConfirmed && track.IsSeen && track.Looks >= _options.FramesToConfirm)
            {
                track.IsConfirmed = true;
                _events.Add(track.Event(TrackChange.Begin));
            }
            else if (track is { IsConfirmed: true, IsSeen: true }) ReportIfDue(track, nowNs);
            else if (!track.IsSeen && nowNs - track.LastSeenNs > (track.IsConfirmed ? _options.KeepUnseen : KeepUnconfirmed).TotalNanoseconds)
            {
                EndAt(i);
                continue;
            }
            if (track.IsConfirmed) Count++;
        }
    }

    private void ReportIfDue(Track track, long nowNs)
    {
        if (nowNs - track.ReportedNs < _options.ReportEvery.TotalNanoseconds) return;
        track.ReportedNs = nowNs;
        _events.Add(track.Event(TrackChange.Update));
    }

    private void EndAll()
    {
        for (var i = _tracks.Count - 1; i >= 0; i--) EndAt(i);
        Count = 0;
    }

    private void EndAt(int index)
    {
        var track = _tracks[index];
        if (track.IsConfirmed) _events.Add(track.Event(TrackChange.End));
        _tracks[index] = _tracks[^1];
        _tracks.RemoveAt(_tracks.Count - 1);
        _spare.Push(track);
    }

    /// <summary>Boxes reach beyond the picture at times; one that is farther off than a few pictures is a number gone wrong.</summary>
    private static bool IsSound(in Box box) =>
        box is { Width: > 0 and < 4, Height: > 0 and < 4, X: > -4 and < 4, Y: > -4 and < 4 } && box.Area > 0;
}

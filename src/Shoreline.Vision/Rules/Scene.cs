using System.Runtime.InteropServices;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Rules.Conditions;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Rules;

/// <summary>What is in front of one camera: the present frame as conditions see it, and the tracks that are followed.</summary>
/// <remarks>
/// Not thread-safe. Rules and procedures look at one scene each, or share it: <see cref="Advance"/> is called once for each frame. No allocation but where more
/// objects are followed at a time than ever before.
/// </remarks>
public sealed class Scene
{
    /// <summary>Tracks that are followed at a time; further ones are left out and counted.</summary>
    public const int MostTracks = 1024;

    private const int FramesToForget = 2;

    private readonly Zone[] _masks;
    private readonly long _forgetNs;
    private readonly FrameClock _clock = new();
    private readonly Dictionary<long, SceneTrack> _byNumber = [];
    private readonly List<SceneTrack> _tracks = [];
    private readonly Stack<SceneTrack> _unused = new();
    private readonly DetectionList _seen = new(); // the frame's own, for as long as nothing moves: the pipeline fills its list again
    private int _slotCount;
    private long _lookedNs; // time of the last frame that was looked at

    /// <param name="masks">Areas in which nothing is looked at.</param>
    /// <param name="points">The points that conditions speak of, in the model's order.</param>
    /// <param name="forgetNs">A track that is not seen for so long, and in two frames at least, is forgotten.</param>
    internal Scene(IEnumerable<Zone> masks, PointMap points, long forgetNs)
    {
        (_masks, _forgetNs, Frame) = ([.. masks], forgetNs, new FrameView(points));
    }

    /// <summary>The scene of a camera under the rules of a file: its masks, its points.</summary>
    /// <param name="keypoints">Names of the points that the model gives, in its order.</param>
    /// <param name="forget">A track that is not seen for so long, and in two frames at least, is forgotten.</param>
    public static Scene Of(RuleFile file, string camera, IReadOnlyList<string> keypoints, TimeSpan forget) => new(
        file.Masks.Where(mask => mask.IsAt(camera)), new PointMap(file.Points, keypoints), (long)forget.TotalNanoseconds);

    public FrameView Frame { get; }

    /// <summary>Goes over to a model that gives other points, or in another order; between two frames.</summary>
    /// <param name="keypoints">Names of the points that the model gives, in its order.</param>
    public void Follow(IReadOnlyList<string> keypoints) => Frame.Points.Follow(keypoints);

    /// <summary>The tracks that are followed, those that are hidden just now included.</summary>
    public ReadOnlySpan<SceneTrack> Tracks => CollectionsMarshal.AsSpan(_tracks);

    /// <summary>Detections that were left out because there were too many tracks.</summary>
    public long Overlooked { get; private set; }

    /// <summary>Detections whose box was none: not a number, or a negative side.</summary>
    public long Malformed { get; private set; }

    /// <summary>Whether the present frame was not looked at: who is not seen in it has missed no look.</summary>
    public bool IsQuiet { get; private set; }

    /// <summary>Whether any detection ever had a track.</summary>
    public bool HasTracks { get; private set; }

    /// <summary>Goes on to the next frame.</summary>
    /// <returns>Whether frames are missing before it: then no track of before is followed any more, and nothing is known of what went on.</returns>
    public bool Advance(in Frame frame, DetectionList detections) // hot: per frame
    {
        var isGap = _clock.Advance(frame.CapturedAtNs, frame.PtsNs);
        Forget(all: isGap); // by the time of the look before: whoever looks at the scene has seen that the track had gone
        _lookedNs = _clock.NowNs;
        detections.CopyTo(_seen);
        Frame.Set(_clock.NowNs, frame.Width, frame.Height, _seen);
        IsQuiet = false;
        foreach (var track in _tracks)
        {
            track.GetOlder();
            track.Miss();
        }
        for (var i = 0; i < Frame.Count; i++) See(i);
        Malformed += detections.Count - Frame.Count;
        return isGap;
    }

    /// <summary>Goes on to a frame that was not looked at because nothing in it has moved: the same objects at the same places, at a later time.</summary>
    /// <returns>As <see cref="Advance"/>; after a gap nothing is known, and the scene is empty.</returns>
    public bool Stay(in Frame frame) // hot: per frame
    {
        var isGap = _clock.Advance(frame.CapturedAtNs, frame.PtsNs);
        IsQuiet = true;
        if (isGap)
        {
            Forget(all: true);
            _seen.Clear();
        }
        Frame.GoOn(_clock.NowNs, _seen);
        foreach (var track in _tracks)
        {
            track.GetOlder();
            track.Stay(_clock.NowNs);
        }
        return isGap;
    }

    private void See(int index)
    {
        ref readonly var detection = ref Frame.Detections[index];
        if (!IsBox(detection.Box))
        {
            Malformed++;
            Frame.Mask(index);
            return;
        }
        if (IsMasked(detection.Box))
        {
            Frame.Mask(index);
            return;
        }
        if (detection.Track <= 0) return;
        HasTracks = true;
        if (!_byNumber.TryGetValue(detection.Track, out var track) && (track = Begin(detection.Track)) is null) return;
        if (!track.IsSeen) track.See(index, detection, Frame.NowNs); // of two with the same track the first has the better score
    }

    private SceneTrack? Begin(long number)
    {
        if (!_unused.TryPop(out var track))
        {
            if (_slotCount == MostTracks)
            {
                Overlooked++;
                return null;
            }
            track = new SceneTrack(_slotCount++);
        }
        track.Begin(number);
        _byNumber.Add(number, track);
        _tracks.Add(track);
        return track;
    }

    private void Forget(bool all)
    {
        for (var i = _tracks.Count - 1; i >= 0; i--)
        {
            var track = _tracks[i];
            if (!all && (track.MissedFrames < FramesToForget || _lookedNs - track.SeenNs < _forgetNs)) continue;
            _byNumber.Remove(track.Number);
            _unused.Push(track);
            _tracks.RemoveAt(i);
        }
    }

    private bool IsMasked(in Box box)
    {
        if (_masks.Length == 0) return false;
        var feet = new Anchor(AnchorKind.Feet).PointOf(box);
        foreach (var mask in _masks)
        {
            if (mask.Contains(feet)) return true;
        }
        return false;
    }

    private static bool IsBox(in Box box) =>
        float.IsFinite(box.X) && float.IsFinite(box.Y) && float.IsFinite(box.Width) && float.IsFinite(box.Height) && box.Width >= 0 && box.Height >= 0;
}

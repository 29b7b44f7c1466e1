using Shoreline.Media;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Motion;

/// <summary>Why a frame passes, or does not.</summary>
public enum MotionVerdict
{
    /// <summary>Nothing moves, and nothing has for a while: held back.</summary>
    Still,

    /// <summary>Something moves.</summary>
    Moves,

    /// <summary>Something moved a short while ago, or the camera has only begun.</summary>
    Hold,

    /// <summary>Nothing moves, but nobody has looked for long.</summary>
    Due,
}

/// <summary>Holds back the frames of a camera in which nothing moves.</summary>
/// <remarks>
/// <para>Compares the mean luma of the cells of a coarse grid with what they looked like in the last seconds. The light of the whole
/// picture and its noise are measured in
/// each frame and taken off. Frames pass while something moves and for a hold time after it; and one passes every so often in any
/// case.</para>
/// <para>What has stopped becomes background within seconds: it is there still, and nothing new is to be seen. So does what a lamp
/// lights. A change of most of the picture is
/// taken over at once.</para>
/// <para>All times are those of the frames. Works at any rate: a camera slower than one frame in <see cref="MotionOptions.LookEvery"/>
/// passes every frame.</para>
/// </remarks>
public sealed class MotionGate : IFrameGate
{
    private const long LearnEveryNs = 100_000_000; // often enough, and a fast camera's steps are not lost in rounding
    private const long FollowsWithinNs = 2_000_000_000;

    private readonly MotionOptions _options;
    private readonly long _holdNs;
    private readonly long _lookNs;
    private Sight? _sight;
    private long _lastNs;
    private long _learnedNs;
    private long _movedNs;
    private long _passedNs;

    /// <summary>What depends on the size of the picture.</summary>
    private sealed class Sight
    {
        public Sight(in Frame frame, MotionOptions options)
        {
            (Width, Height, Matrix, IsPlanar) = (frame.Width, frame.Height, frame.Matrix, frame.ChromaV != 0);
            Grid = MotionGrid.Of(frame.Width, frame.Height);
            var watched = Grid.Watched(options.Masks);
            (Quads, Means, Changed) = (new uint[(frame.Width / 4) + 8], new short[Grid.Count], new byte[Grid.Count]);
            Background = new Background(watched, ThresholdOf(options.Sensitivity) * CellMeans.Level);
            Light = new FrameLight(watched);
            Regions = new MotionRegions(Grid, Grid.CellsOf(options.Smallest));
            WatchedCount = watched.Count(cell => cell != 0);
        }

        public int Width { get; }

        public int Height { get; }

        public ColorMatrix Matrix { get; }

        public bool IsPlanar { get; }

        public MotionGrid Grid { get; }

        public uint[] Quads { get; }

        public short[] Means { get; }

        public byte[] Changed { get; }

        public Background Background { get; }

        public FrameLight Light { get; }

        public MotionRegions Regions { get; }

        public int WatchedCount { get; }

        public bool Fits(in Frame frame) =>
            Width == frame.Width && Height == frame.Height && Matrix == frame.Matrix && IsPlanar == (frame.ChromaV != 0);
    }

    public MotionGate(MotionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Hold, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.LookEvery, TimeSpan.Zero);
        if (!(options.Smallest is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(options), options.Smallest, "Smallest is a share, above 0 and at most 1.");
        (_options, _holdNs, _lookNs) = (options, (long)options.Hold.TotalNanoseconds, (long)options.LookEvery.TotalNanoseconds);
    }

    /// <summary>Where something moved in the last frame, the largest first, 16 at most; where all begins anew, nowhere yet. Valid until
    /// the next frame.</summary>
    public ReadOnlySpan<MotionRegion> Regions => _sight is { } sight ? sight.Regions.Found : [];

    public bool Passes(in Frame frame) => Look(frame) != MotionVerdict.Still;

    /// <summary>Looks at a frame, the frames in order. Allocates nothing once it has seen a frame of this size.</summary>
    public MotionVerdict Look(in Frame frame) // hot: per frame
    {
        var verdict = Judge(frame);
        if (verdict != MotionVerdict.Still) _passedNs = frame.PtsNs;
        return verdict;
    }

    private MotionVerdict Judge(in Frame frame)
    {
        var now = frame.PtsNs;
        if (_sight is not { } sight || !sight.Fits(frame) || now < _lastNs) return Begin(frame);
        _lastNs = now;
        Take(frame, sight);
        if (Moves(sight, now))
        {
            _movedNs = now;
            return MotionVerdict.Moves;
        }
        if (now - _movedNs <= _holdNs) return MotionVerdict.Hold;
        return now - _passedNs >= _lookNs ? MotionVerdict.Due : MotionVerdict.Still;
    }

    /// <summary>The first frame, or one of another size or kind, or of a session that began anew: nothing before it counts.</summary>
    private MotionVerdict Begin(in Frame frame)
    {
        if (_sight is not { } sight || !sight.Fits(frame)) _sight = sight = new Sight(frame, _options);
        Take(frame, sight);
        sight.Background.Set(sight.Means, forgetNoise: true);
        sight.Regions.Clear();
        (_lastNs, _learnedNs, _movedNs) = (frame.PtsNs, frame.PtsNs, frame.PtsNs);
        return MotionVerdict.Hold;
    }

    private bool Moves(Sight sight, long now)
    {
        var (means, background, light) = (sight.Means, sight.Background, sight.Light);
        light.Measure(means, background.Means);
        var noise = Background.FrameNoise(light.Distance);
        var changed = background.Compare(means, light.Light, noise, sight.Changed);
        if (changed > 0) sight.Regions.Find(sight.Changed);
        else sight.Regions.Clear();

        if (2 * changed > sight.WatchedCount)
        {
            background.Set(means, forgetNoise: false); // a lamp, a cut, a hand before the lens: this is what the camera sees from now on
            _learnedNs = now;
        }
        else if (now - _learnedNs >= LearnEveryNs)
        {
            var share = Background.One * (now - _learnedNs) / FollowsWithinNs;
            background.Learn(means, light.Light, noise, (int)Math.Clamp(share, 1, Background.One));
            _learnedNs = now;
        }
        return sight.Regions.Found.Length > 0;
    }

    private static unsafe void Take(in Frame frame, Sight sight) => CellMeans.Take((byte*)frame.Luma, frame.Stride, sight.Grid, sight.Quads, sight.Means);

    private static int ThresholdOf(MotionSensitivity sensitivity) => sensitivity switch
    {
        MotionSensitivity.Low => 12,
        MotionSensitivity.High => 3,
        _ => 6,
    };
}

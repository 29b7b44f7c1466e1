using static Shoreline.Vision.Rules.Conditions.BodyPoint;

namespace Shoreline.Vision.Rules.Conditions;

/// <summary>A posture of a whole body, defined by angles: the table is in docs/formats/rules.md and must say the same.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="Judge">Whether somebody is in it. It is harder to get in than to stay in, so that a body at the limit does not report again and again.</param>
internal sealed record Posture(string Name, PostureJudge Judge)
{
    public static IReadOnlyList<Posture> All { get; } =
    [
        new("squat", Squat), new("arms-up", ArmsUp), new("bending", Bending), new("fall", Fall), new("standing", Standing),
    ];

    private static Verdict Squat(in ObjectView view, bool isIn, float leastScore)
    {
        if (!BodyAngles.TryJoints(view, LeftHip, LeftKnee, LeftAnkle, leastScore, out var knee)) return Verdict.Unknown;
        if (!BodyAngles.TryLean(view, LeftHip, LeftShoulder, leastScore, out var torso)) return Verdict.Unknown;
        // From the front the thighs point at the camera: the knees look straight, but hips come down to the knees.
        var height = HipHeight(view, leastScore);
        return isIn
            ? Of(torso <= 70 && (knee <= 145 || height <= 0.8))
            : Of(torso < 60 && (knee < 120 || height <= 0.55));
    }

    private static Verdict ArmsUp(in ObjectView view, bool isIn, float leastScore)
    {
        var least = double.MaxValue;
        for (var side = 0; side < 2; side++)
        {
            if (!view.TryPoint(LeftWrist + side, leastScore, out var wrist) || !view.TryPoint(LeftShoulder + side, leastScore, out var shoulder)) return Verdict.Unknown;
            if (wrist.Y >= shoulder.Y) return Verdict.No;
            if (!BodyAngles.TryJoint(view, LeftElbow + side, LeftShoulder + side, LeftHip + side, leastScore, out var angle)) return Verdict.Unknown;
            least = Math.Min(least, angle);
        }
        return Of(isIn ? least >= 100 : least > 120);
    }

    private static Verdict Bending(in ObjectView view, bool isIn, float leastScore)
    {
        if (!BodyAngles.TryLean(view, LeftHip, LeftShoulder, leastScore, out var torso)) return Verdict.Unknown;
        if (torso < (isIn ? 35 : 50)) return Verdict.No;
        if (!BodyAngles.TryLean(view, LeftKnee, LeftHip, leastScore, out var thigh)) return Verdict.Unknown;
        return Of(thigh < 60); // whoever lies does not bend
    }

    private static Verdict Fall(in ObjectView view, bool isIn, float leastScore)
    {
        if (!BodyAngles.TryLean(view, LeftHip, LeftShoulder, leastScore, out var torso)) return Verdict.Unknown;
        if (!TryLegs(view, leastScore, out var legs)) return Verdict.Unknown;
        return Of(isIn ? torso >= 40 && legs >= 40 : torso > 60 && legs > 50);
    }

    private static Verdict Standing(in ObjectView view, bool isIn, float leastScore)
    {
        if (!BodyAngles.TryJoints(view, LeftHip, LeftKnee, LeftAnkle, leastScore, out var knee)) return Verdict.Unknown;
        if (!BodyAngles.TryLean(view, LeftHip, LeftShoulder, leastScore, out var torso)) return Verdict.Unknown;
        if (!TryLegs(view, leastScore, out var legs)) return Verdict.Unknown;
        return Of(isIn ? knee >= 140 && torso <= 35 && legs <= 40 : knee > 155 && torso < 20 && legs < 30);
    }

    private static bool TryLegs(in ObjectView view, float leastScore, out double degrees) =>
        BodyAngles.TryLean(view, LeftAnkle, LeftHip, leastScore, out degrees) || BodyAngles.TryLean(view, LeftKnee, LeftHip, leastScore, out degrees);

    /// <summary>How high the hips are above the knees, as a share of how high the knees are above the ankles; a great number where that cannot be said.</summary>
    private static double HipHeight(in ObjectView view, float leastScore)
    {
        if (!BodyAngles.TryPair(view, LeftHip, LeftKnee, leastScore, out var hip, out var knee)) return double.MaxValue;
        if (!BodyAngles.TryPair(view, LeftKnee, LeftAnkle, leastScore, out var upper, out var ankle)) return double.MaxValue;
        var shin = (double)ankle.Y - upper.Y;
        return shin > 0.01 ? ((double)knee.Y - hip.Y) / shin : double.MaxValue;
    }

    private static Verdict Of(bool holds) => holds ? Verdict.Yes : Verdict.No;
}

/// <param name="isIn">Whether the body was in the posture before.</param>
/// <param name="leastScore">Points with a lower score are not seen.</param>
internal delegate Verdict PostureJudge(in ObjectView view, bool isIn, float leastScore);

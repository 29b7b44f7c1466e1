using static Shoreline.Vision.Rules.Conditions.BodyPoint;

namespace Shoreline.Vision.Rules.Conditions;

/// <summary>An angle that a condition speaks of.</summary>
/// <param name="A">End of one arm of the angle.</param>
/// <param name="B">The joint.</param>
/// <param name="C">End of the other arm.</param>
/// <param name="Kind">Whether it is at these points, or at these and their right counterparts too, or no joint.</param>
internal readonly record struct AngleMeasure(AngleKind Kind, int A = 0, int B = 0, int C = 0)
{
    private static readonly (string Joint, int A, int B, int C)[] Joints =
    [
        ("elbow", LeftShoulder, LeftElbow, LeftWrist), ("shoulder", LeftElbow, LeftShoulder, LeftHip),
        ("hip", LeftShoulder, LeftHip, LeftKnee), ("knee", LeftHip, LeftKnee, LeftAnkle),
    ];

    /// <summary>Names of all angles that have one.</summary>
    public static IReadOnlyDictionary<string, AngleMeasure> Named { get; } = ByName();

    public bool TryMeasure(in ObjectView view, float leastScore, out double degrees) => Kind switch
    {
        AngleKind.Torso => BodyAngles.TryLean(view, LeftHip, LeftShoulder, leastScore, out degrees),
        AngleKind.BothSides => BodyAngles.TryJoints(view, A, B, C, leastScore, out degrees),
        _ => BodyAngles.TryJoint(view, A, B, C, leastScore, out degrees),
    };

    private static Dictionary<string, AngleMeasure> ByName()
    {
        var named = new Dictionary<string, AngleMeasure>(StringComparer.Ordinal) { ["torso"] = new(AngleKind.Torso) };
        foreach (var (joint, a, b, c) in Joints)
        {
            named[joint] = new(AngleKind.BothSides, a, b, c);
            named[$"left-{joint}"] = new(AngleKind.Joint, a, b, c);
            named[$"right-{joint}"] = new(AngleKind.Joint, a + 1, b + 1, c + 1);
        }
        return named;
    }
}

internal enum AngleKind
{
    Joint,
    BothSides,

    /// <summary>How far the trunk leans from upright.</summary>
    Torso,
}

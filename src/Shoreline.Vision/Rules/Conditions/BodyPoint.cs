namespace Shoreline.Vision.Rules.Conditions;

/// <summary>Numbers of the points of <see cref="PointTable.Body"/> that angles and postures use; of left and right the right is the next.</summary>
internal static class BodyPoint
{
    public const int LeftShoulder = 5;
    public const int LeftElbow = 7;
    public const int LeftWrist = 9;
    public const int LeftHip = 11;
    public const int LeftKnee = 13;
    public const int LeftAnkle = 15;
}

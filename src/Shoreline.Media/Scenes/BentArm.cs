namespace Shoreline.Media.Scenes;

/// <summary>An arm that is bent so far that its hand is where it should be, or as near as it reaches. In head coordinates.</summary>
internal readonly record struct BentArm((double X, double Y) Shoulder, (double X, double Y) Elbow, (double X, double Y) Hand)
{
    private const double Upper = 1.9, Lower = 1.75;
    private const double WristShare = 0.85; // of the way from elbow to hand

    public (double X, double Y) Wrist => (Elbow.X + ((Hand.X - Elbow.X) * WristShare), Elbow.Y + ((Hand.Y - Elbow.Y) * WristShare));

    /// <param name="elbowSide">1 or −1: to which side of the line from shoulder to hand the elbow goes.</param>
    public static BentArm Of((double X, double Y) shoulder, (double X, double Y) hand, double elbowSide)
    {
        var (dx, dy) = (hand.X - shoulder.X, hand.Y - shoulder.Y);
        var distance = Math.Clamp(Math.Sqrt((dx * dx) + (dy * dy)), 0.3, (Upper + Lower) * 0.999);
        var along = ((Upper * Upper) - (Lower * Lower) + (distance * distance)) / (2 * distance);
        var aside = Math.Sqrt(Math.Max(0, (Upper * Upper) - (along * along))) * elbowSide;
        var (ux, uy) = (dx / distance, dy / distance);
        return new BentArm(
            shoulder, (shoulder.X + (ux * along) - (uy * aside), shoulder.Y + (uy * along) + (ux * aside)), (shoulder.X + (ux * distance), shoulder.Y + (uy * distance)));
    }
}

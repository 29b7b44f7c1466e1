namespace Shoreline.Media.Scenes;

/// <summary>The arms of the worker at the line, and the points of the body.</summary>
internal static class LineArms
{
    private const double ShoulderX = 1.02, ShoulderY = 2.25; // in head coordinates, as are the next
    private const double HipX = 0.6, HipY = 5.1, KneeY = 7.2, AnkleY = 9.2;
    private const double NoseY = 0.965, EyeX = 0.215, EyeY = 0.70, EarX = 0.5, EarY = 0.78;

    private static readonly (double X, double Y) Down = (1.35, 5.6); // a hanging hand

    /// <summary>Left and right as in the picture, relative to the middle of the body.</summary>
    public static (BentArm Left, BentArm Right) Of(WorkerAt worker)
    {
        var isDown = worker.Has(LineThings.ArmsDown);
        var left = isDown ? (-Down.X, Down.Y) : ToHead(worker.LeftHand);
        var right = isDown ? Down : ToHead(worker.RightHand);
        return (BentArm.Of((-ShoulderX, ShoulderY), left, 1), BentArm.Of((ShoulderX, ShoulderY), right, -1));
    }

    /// <summary>The points of the body in the picture.</summary>
    public static ScenePoint[] PointsOf(WorkerAt worker, double crown, double aspect)
    {
        var arms = Of(worker);
        var (isDown, (left, right)) = (worker.Has(LineThings.ArmsDown), arms);
        ScenePoint At((double X, double Y) head, double top, bool isHidden)
        {
            var (x, y) = (0.5 + ((worker.Aside + (head.X * LineScene.HeadUnit)) / aspect), top + (head.Y * LineScene.HeadUnit));
            return new ScenePoint(x, y, !isHidden && x is >= 0 and <= 1 && y is >= 0 and <= 1);
        }
        ScenePoint Head(double x, double y) => At((x, y), crown, false);
        ScenePoint Arm((double X, double Y) point, bool isHidden = false) => At(point, LineScene.CrownY, isHidden);
        ScenePoint Leg(double x, double y) => At((x, y), LineScene.CrownY, true); // behind the bench
        return
        [
            Head(0, NoseY), Head(EyeX, EyeY), Head(-EyeX, EyeY), Head(EarX, EarY), Head(-EarX, EarY), // who faces us has the left on our right
            Arm(right.Shoulder), Arm(left.Shoulder), Arm(right.Elbow), Arm(left.Elbow), Arm(right.Wrist, isDown), Arm(left.Wrist, isDown),
            Leg(HipX, HipY), Leg(-HipX, HipY), Leg(HipX, KneeY), Leg(-HipX, KneeY), Leg(HipX, AnkleY), Leg(-HipX, AnkleY),
        ];
    }

    private static (double X, double Y) ToHead((double X, double Y) point) => (point.X / LineScene.HeadUnit, (point.Y - LineScene.CrownY) / LineScene.HeadUnit);
}

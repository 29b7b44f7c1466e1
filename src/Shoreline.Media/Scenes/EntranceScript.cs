namespace Shoreline.Media.Scenes;

/// <summary>One person at one moment: where, and how seen.</summary>
/// <param name="Id">Position of the visit in the script.</param>
/// <param name="X">Middle of the body, 0…1 of the width; beyond it while leaving the picture.</param>
/// <param name="CrownY">Top of the head, in heights of the picture.</param>
/// <param name="Unit">Width of the head, in heights of the picture.</param>
/// <param name="Pose">How the head is seen.</param>
/// <param name="Stride">−1…1: swing of the legs.</param>
/// <param name="Opacity">Below 1 while coming through the door.</param>
internal readonly record struct FigureAt(int Id, double X, double CrownY, double Unit, HeadPose Pose, double Stride, double Opacity);

/// <summary>Who walks in and out of the entrance, and when. Endless; each moment can be asked for by itself.</summary>
/// <remarks>Every few seconds a visit begins. Most people come in by the door, stop before the camera, look into it, and leave by the side; others come from the side and go out.</remarks>
internal sealed class EntranceScript(int seed)
{
    private const double Interval = 4.2; // seconds between visits, before jitter
    private const double WalkIn = 4.5, Pause = 3.0, WalkAside = 2.2, WalkOut = 6.0;
    private const double Longest = 14;
    private const double EyeLevel = 0.36; // of the picture's height: where the eyes of everybody are, since the camera hangs at that height
    private const double EyesBelowCrown = 0.7; // widths of the head

    /// <summary>The people of that moment, farthest first.</summary>
    public List<FigureAt> At(double seconds)
    {
        var figures = new List<FigureAt>();
        var newest = (int)Math.Floor(seconds / Interval);
        for (var visit = Math.Max(0, (int)Math.Floor((seconds - Longest) / Interval)); visit <= newest; visit++)
        {
            if (Place(visit, seconds) is { } figure) figures.Add(figure);
        }
        figures.Sort(static (a, b) => a.Unit.CompareTo(b.Unit));
        return figures;
    }

    public Look LookOf(int visit)
    {
        var random = SceneRandom.For(seed, visit + 1_000_000);
        return Look.Of(ref random);
    }

    private FigureAt? Place(int visit, double seconds)
    {
        var random = SceneRandom.For(seed, visit);
        var start = (visit * Interval) + random.Between(0, 1.2) - (visit == 0 ? 1.2 : 0); // someone is there soon after the scene begins
        var pace = random.Between(0.92, 1.12);
        var side = random.Next() < 0.5 ? -1 : 1;
        var lane = 0.5 + ((((visit % 3) - 1) * 0.23) + random.Between(-0.04, 0.04));
        var near = random.Between(0.72, 1.0);
        var goesOut = visit > 1 && random.Next() < 0.25;
        var height = random.Between(0.94, 1.06);
        var at = (seconds - start) * pace;
        if (at < 0) return null;
        return goesOut ? Out(visit, at, side, near, height) : In(visit, at, side, lane, near, height);
    }

    private static FigureAt? In(int visit, double at, int side, double lane, double near, double height)
    {
        var phase = at * 2 * Math.PI * 0.9;
        if (at < WalkIn)
        {
            var z = at / WalkIn * near;
            var x = 0.5 + ((lane - 0.5) * Smooth(at / WalkIn));
            return Figure(visit, x, z, height, Blinks(visit, at), Math.Sin(phase), Math.Min(1, at / 0.5));
        }
        if (at < WalkIn + Pause) return Figure(visit, lane, near, height, Blinks(visit, at), 0, 1);
        var aside = (at - WalkIn - Pause) / WalkAside;
        if (aside >= 1) return null;
        var edge = side < 0 ? -0.35 : 1.35;
        var pose = side < 0 ? HeadPose.TurnedLeft : HeadPose.TurnedRight;
        return Figure(visit, lane + ((edge - lane) * aside * aside), near, height, pose, Math.Sin(phase), 1);
    }

    private static FigureAt? Out(int visit, double at, int side, double near, double height)
    {
        var part = at / WalkOut;
        if (part >= 1) return null;
        var from = side < 0 ? -0.3 : 1.3;
        var x = from + ((0.5 - from) * Smooth(Math.Min(1, part * 1.5)));
        return Figure(visit, x, near * (1 - part), height, HeadPose.Back, Math.Sin(at * 2 * Math.PI * 0.9), Math.Min(1, (1 - part) * 8));
    }

    /// <param name="z">0 at the door, 1 at the nearest.</param>
    private static FigureAt Figure(int visit, double x, double z, double height, HeadPose pose, double stride, double opacity)
    {
        var unit = (0.066 + (0.135 * Math.Pow(z, 1.5))) * height;
        var bob = Math.Abs(stride) * 0.05 * unit;
        var crown = EyeLevel - (EyesBelowCrown * unit) - (((height - 1) * 2) * unit) + bob;
        return new FigureAt(visit, x, crown, unit, pose, stride, opacity);
    }

    /// <summary>Eyes close for an eighth of a second every three or so.</summary>
    private static HeadPose Blinks(int visit, double at) => (at + (visit * 0.77)) % 3.1 < 0.13 ? HeadPose.Blink : HeadPose.Front;

    private static double Smooth(double t) => t * t * (3 - (2 * t));
}

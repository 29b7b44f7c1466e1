namespace Shoreline.Media.Scenes;

/// <summary>The worker at one moment. Points are in the picture's height, x from its middle.</summary>
internal readonly record struct WorkerAt(
    int Cycle, string Step, bool SkipsStep, (double X, double Y) LeftHand, (double X, double Y) RightHand, bool HoldsBase, bool HoldsPart, bool HoldsDriver,
    bool BaseInFixture, bool PartOnBase, bool HoldsPiece, double Nod, bool Blinks);

/// <summary>How a worker assembles piece after piece: take the base, take the part, fasten it, look at it, put it away. Endless; each moment can be asked for by itself.</summary>
/// <remarks>About one piece in five is not fastened: the step is left out, as workers do.</remarks>
internal sealed class LineScript(int seed)
{
    /// <summary>Seconds for one piece. A piece without the fastening takes as long: the worker rests at its end.</summary>
    public const double CycleSeconds = 12;

    public const string TakeBase = "take-base", TakePart = "take-part", Fasten = "fasten", Inspect = "inspect", PutAway = "put-away", Rest = "rest";

    private static readonly (double X, double Y) BaseBin = (-0.52, 0.75), PartBin = (-0.27, 0.76), DriverRest = (0.3, 0.74), Outfeed = (0.56, 0.74),
        LeftRest = (-0.15, 0.74), RightRest = (0.17, 0.74);

    private readonly record struct Move(double At, string Step, (double X, double Y) Left, (double X, double Y) Right);

    private static readonly Move[] Whole =
    [
        new(0, TakeBase, LeftRest, RightRest), new(0.9, TakeBase, BaseBin, RightRest), new(2.1, TakeBase, (-0.06, 0.76), (0.07, 0.76)),
        new(2.4, TakePart, (-0.06, 0.76), RightRest), new(3.2, TakePart, PartBin, RightRest), new(4.4, TakePart, (-0.05, 0.74), (0.08, 0.75)),
        new(4.7, Fasten, (-0.07, 0.76), (0.1, 0.75)), new(5.3, Fasten, (-0.07, 0.76), DriverRest), new(6.0, Fasten, (-0.07, 0.76), (0.02, 0.68)),
        new(7.4, Fasten, (-0.07, 0.76), (0.02, 0.68)), new(8.0, Fasten, (-0.07, 0.76), DriverRest),
        new(8.4, Inspect, (-0.06, 0.75), (0.06, 0.75)), new(9.0, Inspect, (-0.05, 0.58), (0.08, 0.58)), new(9.9, Inspect, (-0.05, 0.58), (0.08, 0.58)),
        new(10.1, PutAway, (-0.05, 0.6), (0.1, 0.6)), new(11.0, PutAway, LeftRest, Outfeed), new(11.8, Rest, LeftRest, RightRest), new(12, Rest, LeftRest, RightRest),
    ];

    public Look Worker
    {
        get
        {
            var random = SceneRandom.For(seed, 77);
            return Look.Of(ref random) with { Top = Native.Cairo.Rgba.FromRgb(0x3B6EA0), Style = HairStyle.Short };
        }
    }

    public WorkerAt At(double seconds)
    {
        var cycle = (int)Math.Floor(seconds / CycleSeconds);
        var random = SceneRandom.For(seed, cycle);
        var skips = cycle > 0 && random.Next() < 0.2; // the first piece is always right
        var at = seconds - (cycle * CycleSeconds);
        var time = skips && at >= 4.7 ? at + 3.7 : at; // without the fastening everything after it comes earlier
        if (time >= CycleSeconds) time = CycleSeconds - 0.001;
        var index = Array.FindLastIndex(Whole, move => move.At <= time);
        var (from, to) = (Whole[index], Whole[Math.Min(index + 1, Whole.Length - 1)]);
        var part = to.At > from.At ? Smooth((time - from.At) / (to.At - from.At)) : 0;
        var jitter = from.Step == Fasten && time is > 6.0 and < 7.4 ? 0.006 * Math.Sin(time * 40) : 0;
        return new WorkerAt(
            cycle, from.Step, skips, Between(from.Left, to.Left, part), Between(from.Right, to.Right, part) with { Y = Between(from.Right, to.Right, part).Y + jitter },
            HoldsBase: time is >= 0.9 and < 2.1, HoldsPart: time is >= 3.2 and < 4.4, HoldsDriver: time is >= 5.3 and < 8.0,
            BaseInFixture: time is >= 2.1 and < 8.4, PartOnBase: time is >= 4.4 and < 8.4, HoldsPiece: time is >= 8.4 and < 11.0,
            Nod: from.Step == Inspect ? 0 : 1, Blinks: seconds % 3.7 < 0.13);
    }

    private static (double X, double Y) Between((double X, double Y) a, (double X, double Y) b, double t) => (a.X + ((b.X - a.X) * t), a.Y + ((b.Y - a.Y) * t));

    private static double Smooth(double t) => t * t * (3 - (2 * t));
}

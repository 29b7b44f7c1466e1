namespace Shoreline.Media.Scenes;

/// <summary>The worker at one moment. Points are in the picture's height, x from its middle.</summary>
/// <param name="Aside">How far the worker is from the bench, to the right.</param>
/// <param name="InTray">Pieces in the tray.</param>
internal readonly record struct WorkerAt(
    int Cycle, string Step, (double X, double Y) LeftHand, (double X, double Y) RightHand, LineThings Things, double Aside, int InTray, double Nod, bool Blinks)
{
    public bool Has(LineThings things) => (Things & things) != 0;
}

/// <summary>
/// How a worker assembles piece after piece: take the base, take the part, fasten it, stamp it perhaps, look at it, put it away. Endless; each moment can be asked for by itself.
/// </summary>
/// <remarks>With a share of the pieces something goes wrong, as with workers. What it is and when is in <see cref="CycleAt"/>. Serves one thread.</remarks>
internal sealed class LineScript(int seed, double violations)
{
    /// <summary>Seconds for one piece. One that takes less leaves the worker a rest at its end.</summary>
    public const double CycleSeconds = 24;

    public const string TakeBase = "take-base", TakePart = "take-part", Fasten = "fasten", Stamp = "stamp", Inspect = "inspect", PutAway = "put-away", Rest = "rest", Away = "away";

    private const int TraySize = 4; // it is emptied when it is full

    private readonly Dictionary<int, LineCycle> _recent = [];

    public Look Worker
    {
        get
        {
            var random = SceneRandom.For(seed, 77);
            return Look.Of(ref random) with { Top = Native.Cairo.Rgba.FromRgb(0x3B6EA0), Style = HairStyle.Short };
        }
    }

    /// <summary>The <paramref name="index"/>th piece.</summary>
    public LineCycle CycleAt(int index)
    {
        if (_recent.TryGetValue(index, out var known)) return known;
        if (_recent.Count >= 16) _recent.Clear();
        var inTray = 0;
        for (var before = index - (index % TraySize); before < index; before++)
        {
            if (IsPutAway(LinePlan.Of(seed, before, violations))) inTray++;
        }
        return _recent[index] = LineMoves.Of(LinePlan.Of(seed, index, violations), inTray);
    }

    public WorkerAt At(double seconds)
    {
        var cycle = (int)Math.Floor(seconds / CycleSeconds);
        var keys = CycleAt(cycle).Keys;
        var time = seconds - (cycle * CycleSeconds);
        var index = keys.Count - 1;
        while (index > 0 && keys[index].At > time) index--;
        var (from, to) = (keys[index], keys[Math.Min(index + 1, keys.Count - 1)]);
        var part = to.At > from.At ? Math.Clamp((time - from.At) / (to.At - from.At), 0, 1) : 0;
        var (smooth, lift) = (part * part * (3 - (2 * part)), from.Lift * 4 * part * (1 - part));
        var (left, right) = (Between(from.Left, to.Left, smooth), Between(from.Right, to.Right, smooth));
        left.Y -= lift;
        if ((from.Things & LineThings.Trembles) != 0) right.Y += 0.006 * Math.Sin(time * 40);
        return new WorkerAt(
            cycle, from.Step, left, right, from.Things, from.Aside + ((to.Aside - from.Aside) * part), CycleAt(cycle).InTray,
            Nod: from.Step == Inspect ? 0 : 1, Blinks: seconds % 3.7 < 0.13);
    }

    private static bool IsPutAway(LinePlan plan) => plan.Fault != LineFault.GoesAway && plan is not { Fault: LineFault.LeavesOut, Step: PutAway };

    private static (double X, double Y) Between((double X, double Y) a, (double X, double Y) b, double t) => (a.X + ((b.X - a.X) * t), a.Y + ((b.Y - a.Y) * t));
}

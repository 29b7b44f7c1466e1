namespace Shoreline.Media.Scenes;

/// <summary>What is wrong with a piece that the worker of a <see cref="LineScript"/> assembles.</summary>
internal enum LineFault
{
    None,
    LeavesOut,
    Swaps,
    IsSlow,
    IsHasty,
    Repeats,
    GoesAway,
}

/// <summary>How the worker assembles one piece: drawn by seed and position alone.</summary>
/// <param name="Step">The step that is left out, swapped with the next one, late, too short or repeated; before which the worker goes away.</param>
/// <param name="Stamps">Whether the piece is stamped, which may be or not be.</param>
/// <param name="Pace">How long movements take, in usual times.</param>
internal readonly record struct LinePlan(LineFault Fault, string? Step, bool Stamps, double Pace)
{
    private static readonly string[] LeftOut = [LineScript.TakeBase, LineScript.TakePart, LineScript.Fasten, LineScript.Inspect, LineScript.PutAway];
    private static readonly string[] Swapped = [LineScript.TakeBase, LineScript.TakePart, LineScript.Fasten];
    private static readonly string[] Late = [LineScript.TakePart, LineScript.Fasten, LineScript.Inspect];
    private static readonly string[] Short = [LineScript.Fasten, LineScript.Inspect];
    private static readonly string[] Left = [LineScript.TakePart, LineScript.Fasten, LineScript.Inspect];

    /// <param name="violations">Share of the pieces with which something is wrong, 0…1.</param>
    public static LinePlan Of(int seed, int cycle, double violations)
    {
        var plan = Draw(seed, cycle, violations);
        // The first piece is always right, and so is one that follows a piece left in the fixture: that one ends where this one begins.
        var mustBeRight = cycle == 0 || Draw(seed, cycle - 1, violations) is { Fault: LineFault.LeavesOut, Step: LineScript.PutAway };
        return mustBeRight ? plan with { Fault = LineFault.None, Step = null } : plan;
    }

    /// <summary>As the ground truth names it.</summary>
    public static string? NameOf(LineFault fault) => fault switch
    {
        LineFault.LeavesOut => "leaves-out",
        LineFault.Swaps => "swaps",
        LineFault.IsSlow => "slow",
        LineFault.IsHasty => "hasty",
        LineFault.Repeats => "repeats",
        LineFault.GoesAway => "goes-away",
        _ => null,
    };

    private static LinePlan Draw(int seed, int cycle, double violations)
    {
        var random = SceneRandom.For(seed, cycle);
        var isWrong = random.Next() < violations;
        var fault = isWrong ? (LineFault)(1 + (int)(random.Next() * 6)) : LineFault.None;
        var step = fault switch
        {
            LineFault.LeavesOut => random.Pick<string>(LeftOut),
            LineFault.Swaps => random.Pick<string>(Swapped),
            LineFault.IsSlow => random.Pick<string>(Late),
            LineFault.IsHasty => random.Pick<string>(Short),
            LineFault.Repeats => LineScript.Fasten,
            LineFault.GoesAway => random.Pick<string>(Left),
            _ => null,
        };
        // Whoever waits or does a step twice has no time for the stamp; and two faults in one piece are nobody's lesson.
        var stamps = random.Next() < 0.5 && fault is LineFault.None or LineFault.LeavesOut;
        return new LinePlan(fault, step, stamps, random.Between(0.92, 1.08));
    }
}

namespace Shoreline.Vision.Procedures;

/// <summary>How far one step is in a run. One object that is used again for each run.</summary>
internal sealed class StepProgress(ProcedureStep step)
{
    /// <summary>How often it has come.</summary>
    public int Count { get; private set; }

    /// <summary>When it first came.</summary>
    public long SinceNs { get; private set; }

    /// <summary>When it was last seen.</summary>
    public long UntilNs { get; private set; }

    /// <summary>For how long it was seen, all times together.</summary>
    public long TotalNs { get; private set; }

    /// <summary>Whether one of the times is under way.</summary>
    public bool IsGoing { get; private set; }

    /// <summary>The later step that came in its place; −1 where none did.</summary>
    public int PassedBy { get; set; }

    /// <summary>What is wrong with it has been told, each thing once.</summary>
    public ViolationKinds Told { get; set; }

    /// <summary>Whether it has come as often as it must.</summary>
    public bool IsSatisfied => Count >= step.LeastTimes;

    public void Begin(Spell spell)
    {
        if (Count++ == 0) SinceNs = spell.SinceNs;
        (IsGoing, UntilNs) = (true, spell.HeldUntilNs);
    }

    /// <summary>The time that is under way is over.</summary>
    public void End(Spell spell)
    {
        if (!IsGoing) return;
        (IsGoing, UntilNs) = (false, spell.HeldUntilNs);
        TotalNs += spell.ShortestNs;
    }

    public void Clear() => (Count, SinceNs, UntilNs, TotalNs, IsGoing, PassedBy, Told) = (0, 0, 0, 0, false, -1, default);
}

/// <summary>What can be wrong with a run or a step.</summary>
[Flags]
internal enum ViolationKinds
{
    Missed = 1,
    OutOfOrder = 2,
    TooSlow = 4,
    TooShort = 8,
    Repeated = 16,
    Abandoned = 32,
}

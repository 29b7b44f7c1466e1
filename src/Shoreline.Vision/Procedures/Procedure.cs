using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Procedures;

/// <summary>One procedure of a rule file: the steps that a worker should follow. Immutable; what each key means is in docs/formats/rules.md.</summary>
public sealed class Procedure
{
    internal Procedure(ObjectFilter filter, ProcedureEvents emit) => (Filter, Emit) = (filter, emit);

    public required string Name { get; init; }

    /// <summary>Cameras for which it applies; null for all.</summary>
    public required IReadOnlyList<string>? Cameras { get; init; }

    /// <summary>In the order of the file. At least one.</summary>
    public required IReadOnlyList<ProcedureStep> Steps { get; init; }

    /// <summary>Whether the camera has one run at a time, whoever does the steps; otherwise each object has its own.</summary>
    public required bool PerCamera { get; init; }

    /// <summary>Whether the steps may come in any order.</summary>
    public required bool InAnyOrder { get; init; }

    /// <summary>Which objects count.</summary>
    internal ObjectFilter Filter { get; }

    /// <summary>What begins a run; null for the first step, or, in any order, for any step.</summary>
    public required ConditionTree? Start { get; init; }

    /// <summary>What ends a run; null for the last step, or, in any order, for the last of all steps that are not optional.</summary>
    public required ConditionTree? End { get; init; }

    /// <summary>How long a run may take; null for any time.</summary>
    public required long? WithinNs { get; init; }

    /// <summary>How long <see cref="Start"/> or <see cref="End"/> must not hold before it may begin to hold again.</summary>
    public required long ClearNs { get; init; }

    /// <summary>How long the object must be out of sight before it has gone; null where nobody needs to be in sight.</summary>
    public required long? GoneNs { get; init; }

    /// <summary>How long after the end of a run the next one of the same object may begin.</summary>
    public required long CooldownNs { get; init; }

    /// <summary>Which events are wanted.</summary>
    internal ProcedureEvents Emit { get; }

    public bool AppliesTo(string camera) => Cameras is null || Cameras.Contains(camera, StringComparer.Ordinal);
}

/// <summary>Events of a procedure. Its end is told in any case.</summary>
[Flags]
internal enum ProcedureEvents
{
    End = 0,
    Start = 1,
    Step = 2,
    Violation = 4,
    All = Start | Step | Violation,
}

using Shoreline.Vision.Rules.Conditions;

namespace Shoreline.Vision.Procedures;

/// <summary>One step of a <see cref="Procedure"/>. Immutable.</summary>
public sealed class ProcedureStep
{
    internal ProcedureStep()
    {
    }

    /// <summary>No other step of the procedure has it.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it may be left out.</summary>
    public required bool IsOptional { get; init; }

    public required ConditionTree When { get; init; }

    /// <summary>How long the condition must hold before the step counts.</summary>
    public required long ForNs { get; init; }

    /// <summary>How long the condition must not hold before the step is over.</summary>
    public required long ClearNs { get; init; }

    /// <summary>How soon it must come; null for any time.</summary>
    public required long? WithinNs { get; init; }

    /// <summary>How long it must last; 0 for any time.</summary>
    public required long MinimumNs { get; init; }

    /// <summary>How often it must come: 1 or more, for an optional step too, once it has come.</summary>
    public required int LeastTimes { get; init; }

    /// <summary>How often it may come at most.</summary>
    public required int MostTimes { get; init; }
}

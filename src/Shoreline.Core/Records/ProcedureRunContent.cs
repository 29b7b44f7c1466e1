using Shoreline.Core.Naming;

namespace Shoreline.Core.Records;

/// <summary>What the record of a procedure's run says, as <see cref="ProcedureRunWriter"/> takes it. Times are nanoseconds since the Unix epoch. Immutable.</summary>
public sealed record ProcedureRunContent
{
    public required DeviceName Device { get; init; }

    public required CameraName Camera { get; init; }

    /// <summary>Unique; the events of the run name it.</summary>
    public required string Run { get; init; }

    /// <summary>Name of the procedure.</summary>
    public required string Procedure { get; init; }

    /// <summary>The worker's track; 0 where there is none.</summary>
    public long Track { get; init; }

    public string? Label { get; init; }

    public required long StartNs { get; init; }

    public required long EndNs { get; init; }

    /// <summary><c>ok</c>, <c>violated</c>, <c>abandoned</c> or <c>interrupted</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it ended, where that is not plain.</summary>
    public string? Reason { get; init; }

    /// <summary>All steps of the procedure, in its order.</summary>
    public required IReadOnlyList<ProcedureRunStep> Steps { get; init; }

    /// <summary>In the order of time.</summary>
    public required IReadOnlyList<ProcedureRunViolation> Violations { get; init; }
}

/// <summary>A step in a run.</summary>
/// <param name="Times">How often it came; where that is 0, the rest means nothing.</param>
/// <param name="StartNs">When it first began.</param>
/// <param name="EndNs">When it was last seen.</param>
/// <param name="Seconds">For how long it was seen, all times together.</param>
public readonly record struct ProcedureRunStep(string Name, int Times, long StartNs, long EndNs, double Seconds);

/// <summary>Something in a run that was not as the procedure says.</summary>
/// <param name="What">Such as <c>missed</c>.</param>
/// <param name="AtNs">When it was certain.</param>
public readonly record struct ProcedureRunViolation(string What, long AtNs)
{
    /// <summary>Null where the run as a whole is meant.</summary>
    public string? Step { get; init; }

    /// <summary>The time that was measured; null where none was.</summary>
    public double? Seconds { get; init; }

    /// <summary>The time that is allowed; null where none is.</summary>
    public double? Limit { get; init; }
}

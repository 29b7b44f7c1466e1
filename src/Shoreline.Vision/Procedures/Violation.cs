namespace Shoreline.Vision.Procedures;

/// <summary>Something that was not done as the procedure says.</summary>
/// <param name="Step">Position of the step; −1 where the run as a whole is meant.</param>
internal readonly record struct Violation(ViolationKinds Kind, int Step, long AtNs)
{
    /// <summary>The time that was measured; null where none was.</summary>
    public long? TookNs { get; init; }

    /// <summary>What the procedure allows; null where it is no time.</summary>
    public long? LimitNs { get; init; }

    /// <summary>How often the step came, where it must come several times, or came too often.</summary>
    public int? Times { get; init; }

    /// <summary>The step in relation to which it is wrong; null where there is none.</summary>
    public int? Other { get; init; }

    /// <summary>As records name it.</summary>
    public static string NameOf(ViolationKinds kind) => kind switch
    {
        ViolationKinds.Missed => "missed",
        ViolationKinds.OutOfOrder => "out-of-order",
        ViolationKinds.TooSlow => "too-slow",
        ViolationKinds.TooShort => "too-short",
        ViolationKinds.Repeated => "repeated",
        _ => "abandoned",
    };
}

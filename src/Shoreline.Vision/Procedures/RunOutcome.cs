namespace Shoreline.Vision.Procedures;

/// <summary>How a run ended.</summary>
internal enum RunOutcome
{
    /// <summary>As the procedure says.</summary>
    Ok,

    /// <summary>It came to its end, and something was not as the procedure says.</summary>
    Violated,

    /// <summary>The worker went away before the end.</summary>
    Abandoned,

    /// <summary>Nobody saw the end: frames were missing, or the camera stopped.</summary>
    Interrupted,
}

internal static class RunOutcomes
{
    /// <summary>As records name it.</summary>
    public static string ToText(this RunOutcome outcome) => outcome switch
    {
        RunOutcome.Ok => "ok",
        RunOutcome.Violated => "violated",
        RunOutcome.Abandoned => "abandoned",
        _ => "interrupted",
    };
}

namespace Shoreline.Vision.Rules.Conditions;

/// <summary>What a condition says of an object in a frame.</summary>
/// <remarks>The order matters: <c>all</c> is the least of its parts, <c>any</c> the greatest (Kleene's logic of three values).</remarks>
public enum Verdict
{
    No = 0,

    /// <summary>What it speaks of is not seen.</summary>
    Unknown = 1,

    Yes = 2,
}

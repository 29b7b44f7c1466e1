namespace Shoreline.Edge.Exports;

internal enum BudgetState
{
    /// <summary>It may go.</summary>
    Open,

    /// <summary>The rate is used up for a moment.</summary>
    Paced,

    /// <summary>The day's bytes are used up, or no time window is open.</summary>
    Closed,
}

/// <summary>What the bandwidth budget says to somebody who wants to send.</summary>
/// <param name="Wait">Look again after this time; zero where it may go.</param>
/// <param name="Until">For people, where it is closed: <c>22:00</c>, <c>00:00 UTC</c>.</param>
internal readonly record struct BudgetAnswer(BudgetState State, TimeSpan Wait, string? Until)
{
    public static BudgetAnswer Open => new(BudgetState.Open, TimeSpan.Zero, null);
}

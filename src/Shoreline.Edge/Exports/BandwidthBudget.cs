using Shoreline.Edge.Configuration;

namespace Shoreline.Edge.Exports;

/// <summary>
/// What all exports together may send off the gateway: a rate, an amount for a day, and times of the day. Used under the scheduler's lock.
/// </summary>
/// <param name="today">Needed only where the day is bounded.</param>
internal sealed class BandwidthBudget(BandwidthConfig config, DayAccount? today, TimeProvider time)
{
    /// <summary>An answer about the day is good for this long at most: the clock may be corrected.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly TokenBucket? _rate = config.BytesPerSecond is { } rate ? new TokenBucket(rate, time) : null;
    private readonly SendWindows _windows = new(config.Windows, config.Zone ?? time.LocalTimeZone);

    /// <summary>Whether an export of a priority may send so many bytes now. Zero bytes stand for a batch of unknown size.</summary>
    /// <remarks>Urgent exports need no window. The day's amount holds for them too: it is what somebody pays for.</remarks>
    public BudgetAnswer Look(int priority, long bytes)
    {
        if (priority > config.UrgentPriority && _windows.Look(time.GetUtcNow()) is { State: not BudgetState.Open } closed) return closed;
        if (config.BytesPerDay is { } perDay && today?.Bytes is { } spent && spent + Math.Max(1, bytes) > perDay && spent > 0)
        {
            var left = today.LeftOfDay();
            return new BudgetAnswer(BudgetState.Closed, left < LongestWait ? left : LongestWait, "00:00 UTC");
        }
        return _rate?.WaitFor(bytes) is { } wait && wait > TimeSpan.Zero
            ? new BudgetAnswer(BudgetState.Paced, wait, null)
            : BudgetAnswer.Open;
    }

    public void Take(long bytes)
    {
        _rate?.Take(bytes);
        today?.Add(bytes);
    }

    /// <summary>Takes back what was not sent after all.</summary>
    public void GiveBack(long bytes)
    {
        _rate?.GiveBack(bytes);
        today?.Add(-bytes);
    }
}

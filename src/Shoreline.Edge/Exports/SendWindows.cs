using System.Globalization;

namespace Shoreline.Edge.Exports;

/// <summary>
/// A part of each day; it may reach over midnight. From is included, to is not; where they are equal it is the whole day.
/// </summary>
internal readonly record struct SendWindow(TimeOnly From, TimeOnly To)
{
    public bool Contains(TimeOnly time) => From == To || time.IsBetween(From, To);
}

/// <summary>
/// When of the day exports may leave the gateway, by the clock on the wall of a time zone. Without any window it is always.
/// </summary>
internal sealed class SendWindows(IReadOnlyList<SendWindow> windows, TimeZoneInfo zone)
{
    /// <summary>An answer is good for this long at most: daylight saving and a corrected clock are noticed within it.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public BudgetAnswer Look(DateTimeOffset now)
    {
        if (windows.Count == 0) return BudgetAnswer.Open;
        var local = TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(now, zone).TimeOfDay);
        if (windows.Any(w => w.Contains(local))) return BudgetAnswer.Open;
        var next = windows.Select(w => w.From).MinBy(from => Until(local, from));
        var wait = Until(local, next);
        return new BudgetAnswer(
            BudgetState.Closed, wait < LongestWait ? wait : LongestWait, next.ToString("HH:mm", CultureInfo.InvariantCulture));
    }

    /// <remarks>The difference of two times of day goes round the clock.</remarks>
    private static TimeSpan Until(TimeOnly now, TimeOnly then) => then - now;
}

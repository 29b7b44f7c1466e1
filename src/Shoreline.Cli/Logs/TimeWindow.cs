using System.Globalization;
using System.Text.RegularExpressions;

namespace Shoreline.Cli.Logs;

/// <summary>From when to when entries are wanted, both included.</summary>
internal readonly partial record struct TimeWindow(DateTimeOffset Begin, DateTimeOffset End)
{
    private const double MostDays = 36_500;

    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyyMMdd"];
    private static readonly string[] Times = ["HH:mm", "HH:mm:ss", "HH:mm:ss.fff"];
    private static readonly string[] DatesWithTimes = [.. Dates.SelectMany(date => Times.Select(time => $"{date}'T'{time}"))];

    public bool Contains(DateTimeOffset at) => Begin <= at && at <= End;

    /// <summary>
    /// Reads <c>begin,end</c>: dates, times of today, both with a T between, or offsets from now such as <c>-2h15min</c>. An end that is
    /// left out is now, a begin the oldest entry.
    /// </summary>
    /// <returns>Null for what is none.</returns>
    public static TimeWindow? TryParse(string text, DateTimeOffset now, TimeZoneInfo zone)
    {
        var ends = text.Split(',');
        if (ends.Length > 2) return null;
        var begin = ends[0].Trim() is { Length: > 0 } from ? TryParseEnd(from, now, zone) : DateTimeOffset.MinValue;
        var end = ends.Length == 2 && ends[1].Trim() is { Length: > 0 } to ? TryParseEnd(to, now, zone) : now;
        return begin is { } b && end is { } e && b <= e ? new TimeWindow(b, e) : null;
    }

    private static DateTimeOffset? TryParseEnd(string text, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (text.Length > 1 && Offset().Match(text) is { Success: true } offset) return TryAdd(now, offset);
        var isUtc = text.EndsWith('Z');
        if (isUtc) text = text[..^1];
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        string[] clock = [@"hh\:mm", @"hh\:mm\:ss", @"hh\:mm\:ss\.fff"];
        string[] dates = [.. Dates, .. DatesWithTimes];
        DateTime local;
        if (TimeSpan.TryParseExact(text, clock, CultureInfo.InvariantCulture, out var time)) local = today + time;
        else if (!DateTime.TryParseExact(text, dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out local)) return null;
        var offsetOfZone = isUtc ? TimeSpan.Zero : zone.GetUtcOffset(local);
        var utcTicks = local.Ticks - offsetOfZone.Ticks;
        // The first day that there is may not be there in another zone.
        if (utcTicks < DateTime.MinValue.Ticks || utcTicks > DateTime.MaxValue.Ticks) return null;
        return new DateTimeOffset(local, offsetOfZone);
    }

    private static DateTimeOffset? TryAdd(DateTimeOffset now, Match offset)
    {
        var days = Number("d") + (Number("h") / 24) + (Number("m") / 1_440) + (Number("s") / 86_400);
        return days > MostDays ? null : now.AddDays(offset.Groups["sign"].Value == "-" ? -days : days);

        double Number(string unit) =>
            offset.Groups[unit] is { Success: true } group ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(
        @"^(?<sign>[+-])((?<d>\d{1,9})d(ays?)?)?((?<h>\d{1,9})h((ou)?rs?)?)?((?<m>\d{1,9})m(in(utes?)?)?)?((?<s>\d{1,9})s(ec(onds?)?)?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Offset();
}

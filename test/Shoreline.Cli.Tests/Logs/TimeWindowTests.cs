using System.Globalization;
using Shoreline.Cli.Logs;

namespace Shoreline.Cli.Tests.Logs;

/// <summary>Time windows of <c>logs get</c> at half past nine in a zone two hours before UTC.</summary>
public sealed class TimeWindowTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 7, 30, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(2), "test", "test");

    [Theory]
    [InlineData("09:00,09:15:30", "2026-01-31T07:00:00Z", "2026-01-31T07:15:30Z")]
    [InlineData("2026-01-30,2026-01-31", "2026-01-29T22:00:00Z", "2026-01-30T22:00:00Z")]
    [InlineData("20260130T10:00,2026-01-30T10:00:00.500", "2026-01-30T08:00:00Z", "2026-01-30T08:00:00.5Z")]
    [InlineData("2026-01-30T10:00:00Z,", "2026-01-30T10:00:00Z", "2026-01-31T07:30:00Z")]
    [InlineData("-2h15min", "2026-01-31T05:15:00Z", "2026-01-31T07:30:00Z")]
    [InlineData("-1d2hours3m4s,+5minutes", "2026-01-30T05:26:56Z", "2026-01-31T07:35:00Z")]
    [InlineData(" -90s , -30sec ", "2026-01-31T07:28:30Z", "2026-01-31T07:29:30Z")]
    [InlineData(",", "0001-01-01T00:00:00Z", "2026-01-31T07:30:00Z")]
    public void Ends_are_times_of_the_readers_zone_or_offsets_from_now(string text, string begin, string end) =>
        Assert.Equal(new TimeWindow(Time(begin), Time(end)), TimeWindow.TryParse(text, Now, Zone));

    [Theory]
    [InlineData("-")]
    [InlineData("2h")]
    [InlineData("-2h-1m")]
    [InlineData("-5m2h")]
    [InlineData("-999999999d,")]
    [InlineData("0001-01-01,")]
    [InlineData("24:00,")]
    [InlineData("2026-02-30,")]
    [InlineData("-1h,-2h")]
    [InlineData("-1h,-2h,-3h")]
    [InlineData("now")]
    public void What_is_no_window_is_none(string text) => Assert.Null(TimeWindow.TryParse(text, Now, Zone));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

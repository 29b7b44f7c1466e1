using System.Globalization;
using Shoreline.Edge.Exports.S3;

namespace Shoreline.Edge.Tests.Exports.S3;

/// <summary>
/// Letter by letter and count by count. The values are what Java's DateTimeFormatter gives for English and UTC, with ISO weeks.
/// </summary>
public sealed class JavaTimeFormatTests
{
    private const string Afternoon = "2026-02-03T15:04:05.0067089Z"; // a Tuesday
    private const string Midnight = "2026-11-25T00:00:00Z"; // a Wednesday

    [Theory]
    [InlineData("y", "2026")]
    [InlineData("yy", "26")]
    [InlineData("yyy", "2026")]
    [InlineData("yyyy", "2026")]
    [InlineData("yyyyyy", "002026")]
    [InlineData("u", "2026")]
    [InlineData("uu", "26")]
    [InlineData("uuuuu", "02026")]
    [InlineData("Y", "2026")]
    [InlineData("YY", "26")]
    [InlineData("YYYY", "2026")]
    [InlineData("M", "2")]
    [InlineData("MM", "02")]
    [InlineData("MMM", "Feb")]
    [InlineData("MMMM", "February")]
    [InlineData("MMMMM", "F")]
    [InlineData("L", "2")]
    [InlineData("LL", "02")]
    [InlineData("LLL", "Feb")]
    [InlineData("LLLL", "February")]
    [InlineData("d", "3")]
    [InlineData("dd", "03")]
    [InlineData("D", "34")]
    [InlineData("DD", "34")]
    [InlineData("DDD", "034")]
    [InlineData("Q", "1")]
    [InlineData("QQ", "01")]
    [InlineData("QQQ", "Q1")]
    [InlineData("QQQQ", "1st quarter")]
    [InlineData("q", "1")]
    [InlineData("qqqq", "1st quarter")]
    [InlineData("w", "6")]
    [InlineData("ww", "06")]
    [InlineData("W", "1")]
    [InlineData("WW", "01")]
    [InlineData("E", "Tue")]
    [InlineData("EE", "Tue")]
    [InlineData("EEE", "Tue")]
    [InlineData("EEEE", "Tuesday")]
    [InlineData("EEEEE", "T")]
    [InlineData("e", "2")]
    [InlineData("ee", "02")]
    [InlineData("eee", "Tue")]
    [InlineData("eeee", "Tuesday")]
    [InlineData("c", "2")]
    [InlineData("ccc", "Tue")]
    [InlineData("cccc", "Tuesday")]
    [InlineData("H", "15")]
    [InlineData("HH", "15")]
    [InlineData("k", "15")]
    [InlineData("K", "3")]
    [InlineData("KK", "03")]
    [InlineData("h", "3")]
    [InlineData("hh", "03")]
    [InlineData("a", "PM")]
    [InlineData("m", "4")]
    [InlineData("mm", "04")]
    [InlineData("s", "5")]
    [InlineData("ss", "05")]
    [InlineData("S", "0")]
    [InlineData("SSS", "006")]
    [InlineData("SSSSSS", "006708")]
    [InlineData("SSSSSSSSS", "006708900")]
    [InlineData("A", "54245006")]
    [InlineData("AAAAAAAAAA", "0054245006")]
    [InlineData("n", "6708900")]
    [InlineData("nnnnnnnnn", "006708900")]
    [InlineData("N", "54245006708900")]
    [InlineData("NNNNNNNNNNNNNNNN", "0054245006708900")]
    [InlineData("X", "Z")]
    [InlineData("XXX", "Z")]
    [InlineData("x", "+00")]
    [InlineData("xx", "+0000")]
    [InlineData("xxx", "+00:00")]
    [InlineData("Z", "+0000")]
    [InlineData("ZZZ", "+0000")]
    [InlineData("z", "UTC")]
    [InlineData("zzz", "UTC")]
    [InlineData("O", "GMT")]
    [InlineData("OOOO", "GMT")]
    [InlineData("VV", "UTC")]
    [InlineData("G", "AD")]
    [InlineData("GGG", "AD")]
    [InlineData("yyyy/MM/dd", "2026/02/03")]
    [InlineData("yyyy/MM/dd/HHmmss", "2026/02/03/150405")]
    [InlineData("//", "//")]
    public void An_afternoon(string pattern, string expected) => Assert.Equal((true, expected), Format(pattern, Afternoon));

    [Theory]
    [InlineData("H", "0")]
    [InlineData("k", "24")]
    [InlineData("K", "0")]
    [InlineData("h", "12")]
    [InlineData("a", "AM")]
    [InlineData("S", "0")]
    [InlineData("A", "0")]
    [InlineData("N", "0")]
    [InlineData("D", "329")]
    [InlineData("Q", "4")]
    [InlineData("QQQQ", "4th quarter")]
    [InlineData("W", "4")]
    [InlineData("EEEEE", "W")]
    [InlineData("MMMMM", "N")]
    public void A_midnight(string pattern, string expected) => Assert.Equal((true, expected), Format(pattern, Midnight));

    [Theory]
    [InlineData("2020-12-31", "2020 53 4 5")] // a Thursday
    [InlineData("2021-01-01", "2020 53 5 0")]
    [InlineData("2021-01-03", "2020 53 7 0")]
    [InlineData("2021-01-04", "2021 1 1 1")]
    [InlineData("2024-12-29", "2024 52 7 4")]
    [InlineData("2024-12-30", "2025 1 1 5")]
    [InlineData("2025-12-28", "2025 52 7 4")]
    [InlineData("2025-12-29", "2026 1 1 5")]
    [InlineData("2026-01-01", "2026 1 4 1")]
    [InlineData("2027-01-01", "2026 53 5 0")]
    public void Weeks_around_new_year_are_those_of_ISO(string day, string expected)
    {
        var fields = "Y/w/e/W".Split('/').Select(letter => Format(letter, day).Text);
        Assert.Equal(expected, string.Join(' ', fields));
    }

    [Theory]
    [InlineData("b")]
    [InlineData("yyyyT")]
    [InlineData("MMMMMM")]
    [InlineData("ddd")]
    [InlineData("DDDD")]
    [InlineData("www")]
    [InlineData("HHH")]
    [InlineData("aa")]
    [InlineData("SSSSSSSSSS")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("XXXXXX")]
    [InlineData("OO")]
    [InlineData("V")]
    [InlineData("QQQQQQ")]
    [InlineData("EEEEEE")]
    public void What_the_formatter_does_not_know_is_told(string pattern)
    {
        var (known, reason) = Format(pattern, Afternoon);
        Assert.False(known);
        Assert.Contains("not known", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_elsewhere_is_written_in_UTC()
    {
        Assert.True(JavaTimeFormat.TryFormat("yyyyMMddHH", new DateTimeOffset(2026, 1, 1, 0, 30, 0, TimeSpan.FromHours(2)), out var text));
        Assert.Equal("2025123122", text);
    }

    private static (bool Known, string Text) Format(string pattern, string time)
    {
        var known = JavaTimeFormat.TryFormat(
            pattern, DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), out var text);
        return (known, text);
    }
}

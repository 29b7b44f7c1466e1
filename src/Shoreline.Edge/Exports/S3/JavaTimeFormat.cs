using System.Globalization;
using System.Text;

namespace Shoreline.Edge.Exports.S3;

/// <summary>
/// Writes a UTC time by a pattern of Java's DateTimeFormatter, as far as a key's placeholder can hold one: letters and slashes (stream
/// manager specification, 5.7). English names, ISO weeks.
/// </summary>
internal static class JavaTimeFormat
{
    private const int DaysPerWeek = 7;
    private const int LeastDaysOfFirstWeek = 4; // ISO 8601
    private const long TicksPerMillisecond = TimeSpan.TicksPerMillisecond;
    private const long NanosecondsPerTick = 100;
    private const int LongestNumber = 19; // digits of the largest 64-bit number

    /// <returns>False where the pattern holds a letter, or so many of one, that the formatter does not know; <paramref name="text"/> then
    /// says which.</returns>
    public static bool TryFormat(string pattern, DateTimeOffset time, out string text)
    {
        var utc = time.UtcDateTime;
        var result = new StringBuilder();
        for (var i = 0; i < pattern.Length;)
        {
            var letter = pattern[i];
            var count = 1;
            while (i + count < pattern.Length && pattern[i + count] == letter) count++;
            if (letter == '/') result.Append('/', count);
            else if (Field(letter, count, utc) is { } field) result.Append(field);
            else
            {
                text = $"the pattern letters '{new string(letter, count)}' of the timestamp are not known";
                return false;
            }
            i += count;
        }
        text = result.ToString();
        return true;
    }

    private static string? Field(char letter, int count, DateTime utc) => letter switch
    {
        'y' or 'u' => Year(utc.Year, count),
        'Y' => Year(ISOWeek.GetYear(utc), count),
        'M' or 'L' => count switch
        {
            <= 2 => Number(utc.Month, count, 2),
            3 => utc.ToString("MMM", CultureInfo.InvariantCulture),
            4 => utc.ToString("MMMM", CultureInfo.InvariantCulture),
            5 => utc.ToString("MMMM", CultureInfo.InvariantCulture)[..1],
            _ => null,
        },
        'd' => Number(utc.Day, count, 2),
        'D' => Number(utc.DayOfYear, count, 3),
        'Q' or 'q' => Quarter((utc.Month + 2) / 3, count),
        'w' => Number(ISOWeek.GetWeekOfYear(utc), count, 2),
        'W' => Number(WeekOfMonth(utc), count, 2),
        'E' => count <= 3 ? DayName(utc, 3) : DayName(utc, count),
        'e' or 'c' => count <= 2 ? Number(DayOfWeek(utc), count, 2) : DayName(utc, count),
        'H' => Number(utc.Hour, count, 2),
        'k' => Number(utc.Hour == 0 ? 24 : utc.Hour, count, 2),
        'K' => Number(utc.Hour % 12, count, 2),
        'h' => Number(utc.Hour % 12 == 0 ? 12 : utc.Hour % 12, count, 2),
        'a' => count == 1 ? (utc.Hour < 12 ? "AM" : "PM") : null,
        'm' => Number(utc.Minute, count, 2),
        's' => Number(utc.Second, count, 2),
        'S' => count <= 9 ? Nanosecond(utc).ToString("D9", CultureInfo.InvariantCulture)[..count] : null,
        'A' => Number(utc.TimeOfDay.Ticks / TicksPerMillisecond, count, LongestNumber),
        'n' => Number(Nanosecond(utc), count, LongestNumber),
        'N' => Number(utc.TimeOfDay.Ticks * NanosecondsPerTick, count, LongestNumber),
        'X' => count <= 5 ? "Z" : null,
        'x' => count switch { 1 => "+00", 2 or 4 => "+0000", 3 or 5 => "+00:00", _ => null },
        'Z' => count switch { <= 3 => "+0000", 4 => "GMT", 5 => "Z", _ => null },
        'z' => count <= 4 ? "UTC" : null,
        'O' => count is 1 or 4 ? "GMT" : null,
        'V' => count == 2 ? "UTC" : null,
        'G' => count switch { <= 3 => "AD", 4 => "Anno Domini", 5 => "A", _ => null },
        _ => null,
    };

    /// <summary>Padded with zeros to the count; two letters mean the last two digits.</summary>
    private static string? Year(int year, int count) => count == 2 ? Number(year % 100, 2, 2) : Number(year, count, LongestNumber);

    private static string? Number(long value, int count, int longest) =>
        count <= longest ? value.ToString("D" + count.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;

    private static string? Quarter(int quarter, int count) => count switch
    {
        <= 2 => Number(quarter, count, 2),
        3 => $"Q{quarter}",
        4 => quarter switch { 1 => "1st", 2 => "2nd", 3 => "3rd", _ => "4th" } + " quarter",
        5 => Number(quarter, 1, 1),
        _ => null,
    };

    private static string? DayName(DateTime utc, int count) => count switch
    {
        3 => utc.ToString("ddd", CultureInfo.InvariantCulture),
        4 => utc.ToString("dddd", CultureInfo.InvariantCulture),
        5 => utc.ToString("dddd", CultureInfo.InvariantCulture)[..1],
        _ => null,
    };

    /// <summary>Monday is 1.</summary>
    private static int DayOfWeek(DateTime utc) => utc.DayOfWeek == System.DayOfWeek.Sunday ? DaysPerWeek : (int)utc.DayOfWeek;

    /// <summary>0 for the days before the month's first week of four days or more.</summary>
    private static int WeekOfMonth(DateTime utc)
    {
        // of the month, before its first Monday
        var daysBeforeMonday = ((utc.Day - DayOfWeek(utc)) % DaysPerWeek + DaysPerWeek) % DaysPerWeek;
        var shift = daysBeforeMonday >= LeastDaysOfFirstWeek ? DaysPerWeek - daysBeforeMonday : -daysBeforeMonday;
        return (DaysPerWeek + shift + utc.Day - 1) / DaysPerWeek;
    }

    private static long Nanosecond(DateTime utc) => utc.Ticks % TimeSpan.TicksPerSecond * NanosecondsPerTick;
}

using System.Globalization;

namespace Shoreline.Core;

/// <summary>Time as Shoreline keeps it: in files <c>int64</c> nanoseconds since the Unix epoch, on the wire RFC 3339 UTC.</summary>
public static class Timestamps
{
    private const int NanosecondsPerTick = 100;

    /// <summary>Nanoseconds since the Unix epoch of the time provider's clock.</summary>
    public static long NowNs(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return ToNs(time.GetUtcNow());
    }

    public static long ToNs(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * NanosecondsPerTick;

    public static DateTimeOffset FromNs(long ns) => DateTimeOffset.UnixEpoch.AddTicks(ns / NanosecondsPerTick);

    /// <summary>RFC 3339 UTC with microseconds, <c>2026-01-31T09:30:00.123456Z</c>: 27 characters, sorts as text.</summary>
    public static string ToText(long ns) =>
        FromNs(ns).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads any RFC 3339 time.</summary>
    public static bool TryParse(string? text, out long ns)
    {
        var ok = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        ns = ok ? ToNs(time) : 0;
        return ok;
    }
}

using System.Globalization;

namespace Shoreline.Lake.Query;

/// <summary>A TIMESTAMP of a result: microseconds since the Unix epoch. It exists beside <see cref="DateTimeOffset"/> because SQL's
/// reaches further.</summary>
/// <param name="Micros">Microseconds since the Unix epoch.</param>
/// <param name="HasZone">Whether the type is TIMESTAMP WITH TIME ZONE; the lake's own columns are.</param>
public readonly record struct SqlTimestamp(long Micros, bool HasZone)
{
    /// <summary>RFC 3339 with microseconds; <c>Z</c> only where the type has a zone.</summary>
    public override string ToString()
    {
        var ticks = (Int128)Micros * 10 + DateTime.UnixEpoch.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Micros} microseconds since 1970-01-01");
        }
        var text = new DateTime((long)ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        return HasZone ? text + "Z" : text;
    }
}

/// <summary>A STRUCT of a result: names and values in order.</summary>
public sealed record SqlStruct(IReadOnlyList<string> Names, IReadOnlyList<object?> Values);

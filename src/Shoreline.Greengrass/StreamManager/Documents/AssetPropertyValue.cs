namespace Shoreline.Greengrass.StreamManager.Documents;

/// <summary>One value at one time.</summary>
public sealed record AssetPropertyValue
{
    public required Variant Value { get; init; }

    public required TimeInNanos Timestamp { get; init; }

    public Quality? Quality { get; init; }

    internal IEnumerable<string> Faults() => Value.Faults().Concat(Timestamp.Faults());
}

/// <summary>A value of exactly one kind.</summary>
public sealed record Variant
{
    private const int MaxTextChars = 1024;

    /// <summary>1 to 1,024 characters, none of them a control character.</summary>
    public string? StringValue { get; init; }

    /// <summary>0 to 2,147,483,647.</summary>
    public long? IntegerValue { get; init; }

    /// <summary>Finite: JSON knows no other numbers.</summary>
    public double? DoubleValue { get; init; }

    public bool? BooleanValue { get; init; }

    public static Variant Of(string value) => new() { StringValue = value };

    public static Variant Of(int value) => new() { IntegerValue = value };

    public static Variant Of(double value) => new() { DoubleValue = value };

    public static Variant Of(bool value) => new() { BooleanValue = value };

    internal IEnumerable<string> Faults()
    {
        var kinds = (StringValue is null ? 0 : 1) + (IntegerValue is null ? 0 : 1)
            + (DoubleValue is null ? 0 : 1) + (BooleanValue is null ? 0 : 1);
        if (kinds != 1) yield return $"the value has {kinds} kinds; exactly one is wanted";
        if (StringValue is { } text && !TextRule.IsPlain(text, MaxTextChars))
        {
            yield return $"stringValue is empty, longer than {MaxTextChars} or holds control characters";
        }
        if (IntegerValue is < 0 or > int.MaxValue) yield return $"integerValue is {IntegerValue}; it must be 0 to {int.MaxValue}";
        if (DoubleValue is { } number && !double.IsFinite(number)) yield return "doubleValue is not finite";
    }
}

/// <summary>A time since the Unix epoch.</summary>
public sealed record TimeInNanos
{
    private const long MaxSeconds = 31_556_889_864_403_199;

    public required long TimeInSeconds { get; init; }

    /// <summary>0 to 999,999,999.</summary>
    public long? OffsetInNanos { get; init; }

    public static TimeInNanos Of(DateTimeOffset time) => new()
    {
        TimeInSeconds = time.ToUnixTimeSeconds(),
        OffsetInNanos = time.Ticks % TimeSpan.TicksPerSecond * 100,
    };

    internal IEnumerable<string> Faults()
    {
        if (TimeInSeconds is < 1 or > MaxSeconds) yield return $"timeInSeconds is {TimeInSeconds}; it must be 1 to {MaxSeconds}";
        if (OffsetInNanos is < 0 or > 999_999_999) yield return $"offsetInNanos is {OffsetInNanos}; it must be 0 to 999999999";
    }
}

/// <summary>How far a value can be trusted. In JSON its name, in capitals: the one enum of the protocol that is text.</summary>
public enum Quality
{
    Good,
    Bad,
    Uncertain,
}

internal static class TextRule
{
    public static bool IsPlain(string text, int maxChars) =>
        text.Length >= 1 && text.Length <= maxChars && !text.Any(c => c is <= '\u001f' or '\u007f');
}

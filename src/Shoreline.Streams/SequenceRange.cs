namespace Shoreline.Streams;

/// <summary>Consecutive sequences, both ends included; at least one.</summary>
public readonly record struct SequenceRange(long First, long Last)
{
    public long Count => Last - First + 1;

    /// <summary>The least range that holds both.</summary>
    public static SequenceRange? Span(SequenceRange? one, SequenceRange other) =>
        one is { } range ? new(Math.Min(range.First, other.First), Math.Max(range.Last, other.Last)) : other;

    /// <summary>How many sequences of this range lie in <paramref name="first"/>…<paramref name="last"/>.</summary>
    public long CountWithin(long first, long last) => Math.Max(0, Math.Min(Last, last) - Math.Max(First, first) + 1);
}

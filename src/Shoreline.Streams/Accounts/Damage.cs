namespace Shoreline.Streams.Accounts;

/// <summary>A place where a stream's records are lost: a damaged piece of a segment, or a gap that no file fills.</summary>
/// <param name="SegmentFirst">First sequence of the damaged segment; −1 for a gap between segments.</param>
/// <param name="Offset">Of the damaged bytes in the segment; 0 for a gap.</param>
/// <param name="Bytes">How many bytes are damaged; 0 for a gap.</param>
/// <param name="First">First sequence lost.</param>
/// <param name="Next">One more than the last sequence lost; <paramref name="First"/> where the damage took no record.</param>
internal readonly record struct Damage(long SegmentFirst, long Offset, long Bytes, long First, long Next)
{
    public bool IsGap => SegmentFirst < 0;

    /// <summary>Where a damaged piece is; the same for every reader that comes upon it.</summary>
    public (long SegmentFirst, long Offset) Place => (SegmentFirst, Offset);

    public static Damage Gap(long first, long next) => new(-1, 0, 0, first, next);

    /// <summary>The same place, counted as the loss of these sequences; of none where it is null.</summary>
    public Damage Holding(SequenceRange? lost) =>
        lost is { } range ? this with { First = range.First, Next = range.Last + 1 } : this with { Next = First };

    /// <summary>The part of it from <paramref name="first"/> up to <paramref name="last"/>; null where there is none.</summary>
    public SequenceRange? Within(long first, long last)
    {
        var (from, to) = (Math.Max(First, first), Math.Min(Next - 1, last));
        return from <= to ? new SequenceRange(from, to) : null;
    }
}

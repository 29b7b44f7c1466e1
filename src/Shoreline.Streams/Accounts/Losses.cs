namespace Shoreline.Streams.Accounts;

/// <summary>What one export lost of one day's records, and what its destination refused.</summary>
internal sealed class Losses
{
    public long Evicted { get; set; }

    public SequenceRange? EvictedRange { get; set; }

    public long Quarantined { get; set; }

    public SequenceRange? QuarantinedRange { get; set; }

    public long Refused { get; set; }

    /// <summary>The first record lost; the greatest number where none is.</summary>
    public long First => Math.Min(EvictedRange?.First ?? long.MaxValue, QuarantinedRange?.First ?? long.MaxValue);

    public void Evict(SequenceRange range, long count)
    {
        if (count == 0) return;
        Evicted += count;
        EvictedRange = SequenceRange.Span(EvictedRange, range);
    }

    public void Quarantine(SequenceRange range)
    {
        Quarantined += range.Count;
        QuarantinedRange = SequenceRange.Span(QuarantinedRange, range);
    }

    public void Add(Losses other)
    {
        Evicted += other.Evicted;
        if (other.EvictedRange is { } evicted) EvictedRange = SequenceRange.Span(EvictedRange, evicted);
        Quarantined += other.Quarantined;
        if (other.QuarantinedRange is { } quarantined) QuarantinedRange = SequenceRange.Span(QuarantinedRange, quarantined);
        Refused += other.Refused;
    }
}

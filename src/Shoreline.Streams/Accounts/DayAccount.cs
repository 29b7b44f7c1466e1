namespace Shoreline.Streams.Accounts;

/// <summary>One UTC day of a stream: where its records begin, and what was lost of them.</summary>
/// <param name="day">Days since 0001-01-01, as <see cref="DateOnly.DayNumber"/>.</param>
internal sealed class DayAccount(int day, long firstSequence)
{
    private const long NanosecondsPerDay = 86_400_000_000_000;
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public int Day { get; } = day;

    public long FirstSequence { get; set; } = firstSequence;

    /// <summary>Appends refused because the stream was full.</summary>
    public long Rejected { get; set; }

    /// <summary>By the file name of the export's cursor; the empty name stands for the stream by itself.</summary>
    public Dictionary<string, Losses> Losses { get; init; } = new(StringComparer.Ordinal);

    public static int DayOf(long timeNs) => EpochDay + (int)Math.DivRem(timeNs, NanosecondsPerDay).Quotient;

    public Losses LossesOf(string export) => Losses.TryGetValue(export, out var losses) ? losses : Losses[export] = new Losses();

    /// <summary>Takes over the day that follows: from now on this account stands for both.</summary>
    public void Absorb(DayAccount next)
    {
        Rejected += next.Rejected;
        foreach (var (export, losses) in next.Losses) LossesOf(export).Add(losses);
    }
}

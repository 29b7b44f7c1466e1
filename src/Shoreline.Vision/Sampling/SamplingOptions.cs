using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Sampling;

/// <summary>
/// Which frames of a camera are kept for training. Policies that are null, or false, choose none; a frame is kept where one of the others
/// chooses it.
/// </summary>
/// <remarks>Bounded in all cases, by a quota for each day and a least interval.</remarks>
public sealed record SamplingOptions
{
    public const int DefaultQuota = 200;
    public const int LargestQuota = 100_000;

    /// <summary>Share of the analysed frames, 0…1, chosen by chance.</summary>
    public double? Random { get; init; }

    /// <summary>Frames with an object whose score lies in this range: what the model is not sure of is what it can learn from.</summary>
    public ScoreRange? LowConfidence { get; init; }

    /// <summary>
    /// Frames at which the camera's model and its shadow differ; whoever compares them tells <see cref="FrameSampler.Differ"/>.
    /// </summary>
    public bool Disagreement { get; init; }

    /// <summary>
    /// Frames that look different from all that were kept lately: the least difference, 0 (the same) to 1 (nothing in common).
    /// </summary>
    public double? NewScene { get; init; }

    /// <summary>Frames at which something happened: <see cref="AllEvents"/>, or types of events with commas between them.</summary>
    public string? Events { get; init; }

    /// <summary>Most frames on one day, UTC.</summary>
    public int QuotaPerDay { get; init; } = DefaultQuota;

    /// <summary>Least time between two frames that are kept, by the time of the frames.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Of the choice by chance: the same seed chooses the same frames.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>For <see cref="Events"/>: every type.</summary>
    public const string AllEvents = "all";

    /// <summary>Whether any policy is on.</summary>
    public bool ChoosesAny => Random is not null || LowConfidence is not null || Disagreement || NewScene is not null || Events is not null;

    /// <summary>Everything that is wrong with it: the name of a setting and what its value must be.</summary>
    public IEnumerable<(string Key, string What)> Faults()
    {
        if (!ChoosesAny)
        {
            yield return ("random", "is missing, as are lowConfidence, disagreement, newScene and events: one of them must choose frames");
        }
        if (Random is not (null or (> 0 and <= 1)))
        {
            yield return ("random", $"{Random} is not a share of the frames, more than 0 and at most 1");
        }
        if (LowConfidence is { } range && !range.IsValid)
        {
            yield return ("lowConfidence", $"{range.From} to {range.To} is not a range of scores within 0 to 1");
        }
        if (NewScene is not (null or (> 0 and <= 1)))
        {
            yield return ("newScene", $"{NewScene} is not a difference, more than 0 and at most 1");
        }
        if (QuotaPerDay is < 1 or > LargestQuota)
        {
            yield return ("quota", $"{QuotaPerDay} is not a number of frames from 1 to {LargestQuota}");
        }
        if (Interval < TimeSpan.Zero || Interval > TimeSpan.FromDays(1)) yield return ("interval", $"{Interval} is not from 0 to 1 day");
        if (Events is not null && UnknownType(Events) is { } unknown)
        {
            yield return ("events", $"'{unknown}' is not a type of event; it is '{AllEvents}', or some of {string.Join(", ", Types)}");
        }
    }

    /// <summary>The types of <see cref="Events"/>.</summary>
    internal IReadOnlyList<VisionEventType> EventTypes() =>
        Events is null ? []
        : Events == AllEvents ? Enum.GetValues<VisionEventType>()
        : [.. Enum.GetValues<VisionEventType>().Where(type => Words(Events).Contains(type.ToText()))];

    private static IEnumerable<string> Types => Enum.GetValues<VisionEventType>().Select(type => type.ToText());

    private static string? UnknownType(string events)
    {
        if (events == AllEvents) return null;
        return Words(events).FirstOrDefault(word => !Types.Contains(word));
    }

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.TrimEntries);
}

/// <summary>Scores from one to another, both included.</summary>
public readonly record struct ScoreRange(double From, double To)
{
    public bool IsValid => From >= 0 && To <= 1 && From < To;

    public bool Holds(double score) => score >= From && score <= To;
}

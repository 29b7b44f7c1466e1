namespace Shoreline.Examples;

/// <summary>How the sample aggregator runs.</summary>
public sealed record AggregatorOptions
{
    /// <summary>Stream of readings. Default <c>readings</c>.</summary>
    public string Source { get; init; } = "readings";

    /// <summary>Stream of aggregates. Default <c>aggregates</c>. The aggregator is the only one that appends to it.</summary>
    public string Target { get; init; } = "aggregates";

    /// <summary>Length of a window. Default 5 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How much later than others a reading may come and still count. Default 1 s.</summary>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where no reading comes any more, a window is closed so long after its end. Default 3 s.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(3);
}

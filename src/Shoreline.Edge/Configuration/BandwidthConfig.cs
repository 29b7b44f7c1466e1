using Shoreline.Edge.Exports;

namespace Shoreline.Edge.Configuration;

/// <summary>What all exports together may send off the gateway. Without anything it is unbounded.</summary>
internal sealed record BandwidthConfig
{
    public long? BytesPerSecond { get; init; }

    /// <summary>Of a UTC day.</summary>
    public long? BytesPerDay { get; init; }

    /// <summary>Times of the day; empty: always.</summary>
    public IReadOnlyList<SendWindow> Windows { get; init; } = [];

    /// <summary>Where the windows' times hold; null: the machine's zone.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Exports of this priority and before it need no window; 0: all need one.</summary>
    public int UrgentPriority { get; init; }
}

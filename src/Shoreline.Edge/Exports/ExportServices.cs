using Microsoft.Extensions.Logging;
using Shoreline.Edge.Status;

namespace Shoreline.Edge.Exports;

/// <summary>What all exports of a gateway share.</summary>
internal sealed record ExportServices(
    DeadLetters DeadLetters, FlightBound Flights, ExportMetrics Metrics, ILogger Logger, TimeProvider Time)
{
    /// <summary>Longest pause after an answer that was no success, where neither the export nor the configuration names another.</summary>
    public TimeSpan LongestRetry { get; init; } = DefaultLongestRetry;

    public static readonly TimeSpan DefaultLongestRetry = TimeSpan.FromSeconds(30);

    /// <summary>Takes the last rows of exports that go; null where accounts are not reported.</summary>
    public LedgerWriter? Ledger { get; init; }
}

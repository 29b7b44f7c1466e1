using Shoreline.Edge.Exports;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.Exports;

/// <summary>
/// A plan that a test writes down, and may change while the engine runs with <see cref="ExportEngine.FollowAsync"/> and a changed
/// definition.
/// </summary>
internal sealed class FixedPlan(TimeProvider? time = null, int sendsAtOnce = 5) : IExportPlan, IDisposable
{
    private readonly List<(string Stream, ExportSpec Spec, IExportDestination Destination)> _entries = [];

    /// <summary>The link that all of them share.</summary>
    public ExportScheduler Link { get; init; } = new(sendsAtOnce, budget: null, time ?? TimeProvider.System);

    public LinkGate? Gate { get; init; }

    /// <summary>Id of a position that another part of the gateway keeps.</summary>
    public string? Others { get; init; }

    /// <summary>One export alone.</summary>
    public static FixedPlan Of(string stream, IExportDestination destination) =>
        new FixedPlan().With(stream, Spec(destination.Id), destination);

    public static ExportSpec Spec(string id) => new() { Id = id, To = new ToCloud() };

    public FixedPlan With(string stream, ExportSpec spec, IExportDestination destination)
    {
        _entries.Add((stream, spec, destination));
        return this;
    }

    public IReadOnlyList<ExportSpec> For(DurableStream stream) => [.. _entries.Where(e => e.Stream == stream.Name).Select(e => e.Spec)];

    public ExportRoute Open(DurableStream stream, ExportSpec spec) =>
        new(_entries.Single(e => e.Stream == stream.Name && e.Spec == spec).Destination, Link, Gate);

    public bool IsOthers(DurableStream stream, string id) => id == Others;

    public void Dispose() => Link.Dispose();
}

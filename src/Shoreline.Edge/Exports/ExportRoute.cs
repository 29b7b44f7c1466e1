namespace Shoreline.Edge.Exports;

/// <summary>How one export reaches its destination.</summary>
/// <param name="Destination">Shared with others, or this export's own.</param>
/// <param name="Scheduler">Of the link that it shares with others.</param>
/// <param name="Gate">What exports to the same address know of the link; null where the destination has a connection that tells.</param>
/// <param name="Ending">Ends what is this export's own; null where all is shared.</param>
/// <param name="Removing">Called with the sequence of the next record before the export is forgotten, when it no longer runs; null where
/// nobody has to be told.</param>
internal sealed record ExportRoute(
    IExportDestination Destination, ExportScheduler Scheduler, LinkGate? Gate = null, Func<ValueTask>? Ending = null,
    Func<long, Task>? Removing = null);

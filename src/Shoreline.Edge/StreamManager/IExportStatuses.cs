using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Streams;

namespace Shoreline.Edge.StreamManager;

/// <summary>Knows how far the exports of a stream have come, for those who ask the server to describe it.</summary>
/// <remarks>Asked with every describe, from any thread: it must answer from memory.</remarks>
public interface IExportStatuses
{
    /// <summary>
    /// The exports that run, by identifier. One that a client configured is described even where it is missing here, as not begun; one that
    /// only the gateway knows follows those of the clients.
    /// </summary>
    IReadOnlyList<ExportStatus> Of(DurableStream stream);

    /// <summary>
    /// Called after a stream was given another definition, before the client is told: positions that it moves are durable when this
    /// completes.
    /// </summary>
    /// <exception cref="IOException">Not all of it could be done; it is tried again without being asked.</exception>
    Task ApplyAsync(DurableStream stream) => Task.CompletedTask;

    /// <summary>Called before a stream is deleted: its exports end, and what is open of them is reported as canceled.</summary>
    Task EndAsync(DurableStream stream) => Task.CompletedTask;
}

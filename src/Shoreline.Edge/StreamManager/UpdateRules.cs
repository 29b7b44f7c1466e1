using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Streams;

namespace Shoreline.Edge.StreamManager;

/// <summary>What an update may not change (specification, 3.10).</summary>
internal static class UpdateRules
{
    /// <exception cref="RequestFailure">UpdateNotAllowed, with the rule that is broken.</exception>
    public static void Check(DurableStream stream, MessageStreamDefinition present, MessageStreamDefinition wanted)
    {
        var effective = wanted.Effective();
        if (effective.Persistence != present.Persistence) throw NotAllowed("persistence cannot be changed");
        if (effective.MaxSize < stream.TotalBytes)
        {
            throw NotAllowed($"maxSize, {effective.MaxSize}, is below the stream's present size, {stream.TotalBytes}");
        }
        var known = present.ExportDefinition!.All().ToDictionary(e => e.Identifier);
        foreach (var export in effective.ExportDefinition!.All())
        {
            var before = known.GetValueOrDefault(export.Identifier);
            if (before is not null && before.GetType() != export.GetType())
            {
                throw NotAllowed($"export '{export.Identifier}' has another type of destination; give the new one another identifier");
            }
            CheckStart(export, before, stream.NewestSequence);
        }
    }

    private static void CheckStart(ExportConfig export, ExportConfig? before, long newest)
    {
        var isNew = export.StartSequenceNumber is > 0 and var start && start != before?.StartSequenceNumber;
        if (isNew && export.StartSequenceNumber >= newest)
        {
            throw NotAllowed(
                $"export '{export.Identifier}': startSequenceNumber, {export.StartSequenceNumber}, must be below "
                + $"the newest sequence number, {newest}");
        }
    }

    private static RequestFailure NotAllowed(string message) => new(StatusCode.UpdateNotAllowed, message);
}

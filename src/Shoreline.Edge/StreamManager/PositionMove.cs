using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Streams;

namespace Shoreline.Edge.StreamManager;

/// <summary>A change to the position of one export that comes with an update (specification, 3.10 and 5.6).</summary>
/// <param name="Identifier">The export's; its cursor bears the same name.</param>
/// <param name="Start">First message to export from now on; null where the export is gone and its position forgotten.</param>
internal sealed record PositionMove(string Identifier, long? Start)
{
    /// <summary>
    /// An export that is left out loses its position. One that is new begins at its start number, one that is known keeps its position unless it carries a start
    /// number other than the one it has.
    /// </summary>
    public static IReadOnlyList<PositionMove> Moves(MessageStreamDefinition present, MessageStreamDefinition wanted)
    {
        var before = (present.ExportDefinition?.All() ?? []).ToDictionary(e => e.Identifier);
        var after = (wanted.ExportDefinition?.All() ?? []).ToDictionary(e => e.Identifier);
        var moves = new List<PositionMove>();
        foreach (var identifier in before.Keys.Except(after.Keys)) moves.Add(new(identifier, null));
        foreach (var export in after.Values)
        {
            var had = before.GetValueOrDefault(export.Identifier)?.StartSequenceNumber ?? 0;
            if (export.StartSequenceNumber is { } start && start != had) moves.Add(new(export.Identifier, start));
        }
        return moves;
    }

    /// <summary>May be done again after a crash: it leads to the same position.</summary>
    public async Task ApplyAsync(DurableStream stream)
    {
        if (Start is not { } start)
        {
            stream.DeleteCursor(Identifier);
            return;
        }
        var cursor = stream.OpenCursor(Identifier);
        cursor.MoveTo(Math.Min(start - 1, stream.NewestSequence));
        await cursor.SaveAsync();
    }
}

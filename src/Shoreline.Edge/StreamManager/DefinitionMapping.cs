using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Streams;
using EnginePersistence = Shoreline.Streams.Persistence;
using Persistence = Shoreline.Greengrass.StreamManager.Definitions.Persistence;

namespace Shoreline.Edge.StreamManager;

/// <summary>Between the protocol's definition of a stream and the engine's.</summary>
internal static class DefinitionMapping
{
    /// <param name="before">The stream's present definition; null for a new one. What the protocol does not know of stays as it is.</param>
    /// <param name="moves">Positions of exports that change with it.</param>
    /// <remarks>Every file stream is durable, <c>flushOnWrite</c> or not: docs/decisions/0012-flush-on-write-is-always-on.md.</remarks>
    public static StreamDefinition ToEngine(MessageStreamDefinition definition, StreamDefinition? before, IReadOnlyList<PositionMove> moves)
    {
        var effective = definition.Effective();
        return (before ?? new StreamDefinition { Name = effective.Name, Flush = FlushMode.Durable }) with
        {
            MaxBytes = effective.MaxSize!.Value,
            SegmentBytes = (int)effective.StreamSegmentSize!.Value,
            TimeToLive = effective.TimeToLiveMillis is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            OnFull = effective.StrategyOnFull == StrategyOnFull.OverwriteOldestData ? OnFull.OverwriteOldest : OnFull.Reject,
            Persistence = effective.Persistence == Persistence.Memory ? EnginePersistence.Memory : EnginePersistence.File,
            Extension = Text(new KeptDefinition(definition, moves.Count > 0 ? moves : null)),
        };
    }

    /// <summary>The definition as the protocol has it, defaults filled in.</summary>
    public static MessageStreamDefinition FromEngine(StreamDefinition definition)
    {
        var kept = Kept(definition.Extension)?.StreamManager;
        return new MessageStreamDefinition
        {
            Name = definition.Name,
            MaxSize = definition.MaxBytes,
            StreamSegmentSize = definition.SegmentBytes,
            TimeToLiveMillis = (long?)definition.TimeToLive?.TotalMilliseconds,
            StrategyOnFull = definition.OnFull == OnFull.OverwriteOldest ? StrategyOnFull.OverwriteOldestData : StrategyOnFull.RejectNewData,
            Persistence = definition.Persistence == EnginePersistence.Memory ? Persistence.Memory : Persistence.File,
            FlushOnWrite = kept is null ? definition.Flush == FlushMode.Durable : kept.FlushOnWrite, // the gateway's own streams have no text kept
            ExportDefinition = kept?.ExportDefinition,
        }.Effective();
    }

    /// <summary>Positions of exports that the definition brought and that may not have been moved yet.</summary>
    public static IReadOnlyList<PositionMove> MovesOf(StreamDefinition definition) => Kept(definition.Extension)?.Moves ?? [];

    public static StreamDefinition WithoutMoves(StreamDefinition definition) =>
        Kept(definition.Extension) is { } kept ? definition with { Extension = Text(kept with { Moves = null }) } : definition;

    private static string Text(KeptDefinition kept) => JsonSerializer.Serialize(kept, KeptJson.Default.KeptDefinition);

    private static KeptDefinition? Kept(string? extension)
    {
        if (extension is null) return null;
        try
        {
            return JsonSerializer.Deserialize(extension, KeptJson.Default.KeptDefinition);
        }
        catch (JsonException)
        {
            return null; // some other owner's text
        }
    }
}

/// <summary>The form of <see cref="StreamDefinition.Extension"/> in streams that were made through the protocol.</summary>
internal sealed record KeptDefinition(MessageStreamDefinition? StreamManager, IReadOnlyList<PositionMove>? Moves = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(KeptDefinition))]
internal sealed partial class KeptJson : JsonSerializerContext;

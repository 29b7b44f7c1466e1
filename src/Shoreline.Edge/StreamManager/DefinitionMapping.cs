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
    /// <remarks>Every file stream is durable, <c>flushOnWrite</c> or not: docs/decisions/0014-flush-on-write-changes-nothing.md.</remarks>
    public static StreamDefinition ToEngine(MessageStreamDefinition definition, StreamDefinition? before = null)
    {
        var effective = definition.Effective();
        return (before ?? new StreamDefinition { Name = effective.Name, Flush = FlushMode.Durable }) with
        {
            MaxBytes = effective.MaxSize!.Value,
            SegmentBytes = (int)effective.StreamSegmentSize!.Value,
            TimeToLive = effective.TimeToLiveMillis is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            OnFull = effective.StrategyOnFull == StrategyOnFull.OverwriteOldestData ? OnFull.OverwriteOldest : OnFull.Reject,
            Persistence = effective.Persistence == Persistence.Memory ? EnginePersistence.Memory : EnginePersistence.File,
            Extension = JsonSerializer.Serialize(new KeptDefinition(definition), KeptJson.Default.KeptDefinition),
        };
    }

    /// <summary>The definition as the protocol has it, defaults filled in.</summary>
    public static MessageStreamDefinition FromEngine(StreamDefinition definition)
    {
        var kept = Kept(definition.Extension);
        return new MessageStreamDefinition
        {
            Name = definition.Name,
            MaxSize = definition.MaxBytes,
            StreamSegmentSize = definition.SegmentBytes,
            TimeToLiveMillis = (long?)definition.TimeToLive?.TotalMilliseconds,
            StrategyOnFull = definition.OnFull == OnFull.OverwriteOldest
                ? StrategyOnFull.OverwriteOldestData
                : StrategyOnFull.RejectNewData,
            Persistence = definition.Persistence == EnginePersistence.Memory ? Persistence.Memory : Persistence.File,
            // the gateway's own streams have no text kept
            FlushOnWrite = kept is null ? definition.Flush == FlushMode.Durable : kept.FlushOnWrite,
            ExportDefinition = kept?.ExportDefinition,
        }.Effective();
    }

    private static MessageStreamDefinition? Kept(string? extension)
    {
        if (extension is null) return null;
        try
        {
            return JsonSerializer.Deserialize(extension, KeptJson.Default.KeptDefinition)?.StreamManager;
        }
        catch (JsonException)
        {
            return null; // some other owner's text
        }
    }
}

/// <summary>The form of <see cref="StreamDefinition.Extension"/> in streams that were made through the protocol.</summary>
internal sealed record KeptDefinition(MessageStreamDefinition? StreamManager);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(KeptDefinition))]
internal sealed partial class KeptJson : JsonSerializerContext;

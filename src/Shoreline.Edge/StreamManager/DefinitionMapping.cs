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
    /// <summary>
    /// Every file stream is durable: <c>flushOnWrite</c> false only allows less. A time to live is kept with the stream and described back; it promises how long
    /// messages stay at least, and the engine keeps them until the stream is full.
    /// </summary>
    public static StreamDefinition ToEngine(MessageStreamDefinition definition)
    {
        var effective = definition.Effective();
        return new StreamDefinition
        {
            Name = effective.Name,
            MaxBytes = effective.MaxSize!.Value,
            SegmentBytes = (int)effective.StreamSegmentSize!.Value,
            OnFull = effective.StrategyOnFull == StrategyOnFull.OverwriteOldestData ? OnFull.OverwriteOldest : OnFull.Reject,
            Persistence = effective.Persistence == Persistence.Memory ? EnginePersistence.Memory : EnginePersistence.File,
            Flush = FlushMode.Durable,
            Extension = JsonSerializer.Serialize(new KeptDefinition(definition), KeptJson.Default.KeptDefinition),
        };
    }

    /// <summary>The definition as the protocol has it, defaults filled in.</summary>
    public static MessageStreamDefinition FromEngine(StreamDefinition definition)
    {
        if (Kept(definition.Extension) is { } kept) return kept.Effective();
        return new MessageStreamDefinition // made by the gateway itself
        {
            Name = definition.Name,
            MaxSize = definition.MaxBytes,
            StreamSegmentSize = definition.SegmentBytes,
            StrategyOnFull = definition.OnFull == OnFull.OverwriteOldest ? StrategyOnFull.OverwriteOldestData : StrategyOnFull.RejectNewData,
            Persistence = definition.Persistence == EnginePersistence.Memory ? Persistence.Memory : Persistence.File,
            FlushOnWrite = definition.Flush == FlushMode.Durable,
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
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(KeptDefinition))]
internal sealed partial class KeptJson : JsonSerializerContext;

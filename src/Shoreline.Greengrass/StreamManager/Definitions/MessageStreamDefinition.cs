using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Definitions;

/// <summary>What a stream is to be (specification, 4.1). Null is what was left out.</summary>
public sealed record MessageStreamDefinition
{
    public const long DefaultMaxSize = 256L << 20;
    public const long DefaultStreamSegmentSize = 16L << 20;

    /// <summary>Unique among the server's streams; rule: <see cref="FieldRules.IsName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Largest size of the stored stream, in bytes.</summary>
    public long? MaxSize { get; init; } = DefaultMaxSize;

    /// <summary>Size of a segment in bytes: the smallest amount of data that can be evicted.</summary>
    public long? StreamSegmentSize { get; init; } = DefaultStreamSegmentSize;

    /// <summary>How long a message is kept at least, in milliseconds. Default: for ever.</summary>
    public long? TimeToLiveMillis { get; init; }

    public required StrategyOnFull StrategyOnFull { get; init; }

    public Persistence? Persistence { get; init; }

    /// <summary>True: an append is answered after its bytes are synced to disk.</summary>
    public bool? FlushOnWrite { get; init; }

    public ExportDefinition? ExportDefinition { get; init; }

    /// <summary>With all defaults filled in, as a describe gives it back.</summary>
    public MessageStreamDefinition Effective() => this with
    {
        MaxSize = MaxSize ?? DefaultMaxSize,
        StreamSegmentSize = StreamSegmentSize ?? DefaultStreamSegmentSize,
        Persistence = Persistence ?? Definitions.Persistence.File,
        FlushOnWrite = FlushOnWrite ?? false,
        ExportDefinition = (ExportDefinition ?? new ExportDefinition()).Effective(),
    };

    /// <summary>Every broken rule, in words; none where the definition is good.</summary>
    public IReadOnlyList<string> Faults() => DefinitionRules.Faults(this);

    internal static MessageStreamDefinition Read(ref CborReader reader)
    {
        string? name = null;
        long? maxSize = null, segmentSize = null, timeToLive = null;
        int? strategy = null, persistence = null;
        bool? flush = null;
        ExportDefinition? exports = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("name"u8)) name = reader.ReadText();
            else if (key.SequenceEqual("maxSize"u8)) maxSize = reader.ReadInteger();
            else if (key.SequenceEqual("streamSegmentSize"u8)) segmentSize = reader.ReadInteger();
            else if (key.SequenceEqual("timeToLiveMillis"u8)) timeToLive = reader.ReadInteger();
            else if (key.SequenceEqual("strategyOnFull"u8)) strategy = reader.ReadEnum(1);
            else if (key.SequenceEqual("persistence"u8)) persistence = reader.ReadEnum(1);
            else if (key.SequenceEqual("flushOnWrite"u8)) flush = reader.ReadBoolean();
            else if (key.SequenceEqual("exportDefinition"u8)) exports = ExportDefinition.Read(ref reader);
            else reader.Skip();
        }
        return new MessageStreamDefinition
        {
            Name = Fields.Required(name, "definition.name"),
            MaxSize = maxSize,
            StreamSegmentSize = segmentSize,
            TimeToLiveMillis = timeToLive,
            StrategyOnFull = (StrategyOnFull)Fields.Required(strategy, "definition.strategyOnFull"),
            Persistence = (Persistence?)persistence,
            FlushOnWrite = flush,
            ExportDefinition = exports,
        };
    }

    internal void Write(CborWriter writer)
    {
        var map = writer.BeginMap();
        writer.Key("name"u8).Text(Name);
        writer.Optional("maxSize"u8, MaxSize);
        writer.Optional("streamSegmentSize"u8, StreamSegmentSize);
        writer.Optional("timeToLiveMillis"u8, TimeToLiveMillis);
        writer.Key("strategyOnFull"u8).Number((long)StrategyOnFull);
        writer.Optional("persistence"u8, (long?)Persistence);
        writer.Optional("flushOnWrite"u8, FlushOnWrite);
        if (ExportDefinition is { } exports)
        {
            writer.Key("exportDefinition"u8);
            exports.Write(writer);
        }
        writer.EndMap(map);
    }
}

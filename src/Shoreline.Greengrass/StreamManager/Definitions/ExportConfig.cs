using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Definitions;

/// <summary>What all export configurations share (specification, 4.3). Null is what was left out.</summary>
public abstract record ExportConfig
{
    /// <summary>Unique within the stream; rule: <see cref="FieldRules.IsName"/>.</summary>
    public required string Identifier { get; init; }

    /// <summary>Messages sent at once, at most. Default: the destination's maximum.</summary>
    public long? BatchSize { get; init; }

    /// <summary>A batch that is not full goes after this many milliseconds. Default: at once.</summary>
    public long? BatchIntervalMillis { get; init; }

    /// <summary>1 (first) to 10 (last, the default).</summary>
    public long? Priority { get; init; }

    /// <summary>First message to export. Default 0.</summary>
    public long? StartSequenceNumber { get; init; }

    /// <summary>True pauses the export.</summary>
    public bool? Disabled { get; init; }

    /// <summary>Largest batch of this destination; null where it has no batches.</summary>
    public abstract long? MaxBatchSize { get; }

    /// <summary>Broken rules of the fields that only this destination has.</summary>
    internal abstract IEnumerable<string> OwnFaults();

    private protected abstract void WriteOwn(CborWriter writer);

    internal void Write(CborWriter writer)
    {
        var map = writer.BeginMap();
        writer.Key("identifier"u8).Text(Identifier);
        WriteOwn(writer);
        writer.Optional("batchSize"u8, BatchSize);
        writer.Optional("batchIntervalMillis"u8, BatchIntervalMillis);
        writer.Optional("priority"u8, Priority);
        writer.Optional("startSequenceNumber"u8, StartSequenceNumber);
        writer.Optional("disabled"u8, Disabled);
        writer.EndMap(map);
    }

    /// <summary>The shared fields while they are read.</summary>
    private protected struct Shared
    {
        private string? _identifier;

        public long? BatchSize, BatchIntervalMillis, Priority, StartSequenceNumber;
        public bool? Disabled;

        public readonly string Identifier => Fields.Required(_identifier, "identifier");

        /// <summary>Takes the field if it is a shared one, passes over it otherwise.</summary>
        public void ReadOrSkip(scoped ReadOnlySpan<byte> key, ref CborReader reader)
        {
            if (key.SequenceEqual("identifier"u8)) _identifier = reader.ReadText();
            else if (key.SequenceEqual("batchSize"u8)) BatchSize = reader.ReadInteger();
            else if (key.SequenceEqual("batchIntervalMillis"u8)) BatchIntervalMillis = reader.ReadInteger();
            else if (key.SequenceEqual("priority"u8)) Priority = reader.ReadInteger();
            else if (key.SequenceEqual("startSequenceNumber"u8)) StartSequenceNumber = reader.ReadInteger();
            else if (key.SequenceEqual("disabled"u8)) Disabled = reader.ReadBoolean();
            else reader.Skip();
        }
    }
}

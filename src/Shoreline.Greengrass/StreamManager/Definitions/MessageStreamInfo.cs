using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Definitions;

/// <summary>A stream as it is now (specification, 4.4).</summary>
public sealed record MessageStreamInfo(
    MessageStreamDefinition Definition, StorageStatus StorageStatus, IReadOnlyList<ExportStatus> ExportStatuses)
{
    internal static MessageStreamInfo Read(ref CborReader reader)
    {
        MessageStreamDefinition? definition = null;
        StorageStatus? storage = null;
        IReadOnlyList<ExportStatus> exports = [];
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("definition"u8)) definition = MessageStreamDefinition.Read(ref reader);
            else if (key.SequenceEqual("storageStatus"u8)) storage = StorageStatus.Read(ref reader);
            else if (key.SequenceEqual("exportStatuses"u8)) exports = reader.ReadList(ExportStatus.Read);
            else reader.Skip();
        }
        return new(Fields.Required(definition, "definition"), Fields.Required(storage, "storageStatus"), exports);
    }

    internal void Write(CborWriter writer)
    {
        var map = writer.BeginMap();
        writer.Key("definition"u8);
        Definition.Write(writer);
        writer.Key("storageStatus"u8);
        StorageStatus.Write(writer);
        writer.Optional("exportStatuses"u8, ExportStatuses, static (w, s) => s.Write(w));
        writer.EndMap(map);
    }
}

/// <param name="OldestSequenceNumber">First number still readable; 0 in a new stream.</param>
/// <param name="NewestSequenceNumber">Last number appended; −1 in an empty stream.</param>
/// <param name="TotalBytes">What counts against the stream's maximum size.</param>
public sealed record StorageStatus(long OldestSequenceNumber, long NewestSequenceNumber, long TotalBytes)
{
    internal static StorageStatus Read(ref CborReader reader)
    {
        long? oldest = null, newest = null, bytes = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("oldestSequenceNumber"u8)) oldest = reader.ReadInteger();
            else if (key.SequenceEqual("newestSequenceNumber"u8)) newest = reader.ReadInteger();
            else if (key.SequenceEqual("totalBytes"u8)) bytes = reader.ReadInteger();
            else reader.Skip();
        }
        return new(oldest ?? 0, newest ?? -1, bytes ?? 0);
    }

    internal void Write(CborWriter writer)
    {
        var map = writer.BeginMap();
        writer.Key("oldestSequenceNumber"u8).Number(OldestSequenceNumber);
        writer.Key("newestSequenceNumber"u8).Number(NewestSequenceNumber);
        writer.Key("totalBytes"u8).Number(TotalBytes);
        writer.EndMap(map);
    }
}

/// <summary>How far one export has come.</summary>
public sealed record ExportStatus
{
    public required string ExportConfigIdentifier { get; init; }

    /// <summary>−1 before the first export.</summary>
    public required long LastExportedSequenceNumber { get; init; }

    /// <summary>When the last attempt was made, in milliseconds since the Unix epoch; null before the first.</summary>
    public long? LastExportTime { get; init; }

    /// <summary>Why the last attempt failed; null or empty after a success.</summary>
    public string? ErrorMessage { get; init; }

    public long? ExportedBytesFromStream { get; init; }

    public long? ExportedMessagesCount { get; init; }

    internal static ExportStatus Read(ref CborReader reader)
    {
        string? identifier = null, error = null;
        long? last = null, time = null, bytes = null, count = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("exportConfigIdentifier"u8)) identifier = reader.ReadText();
            else if (key.SequenceEqual("lastExportedSequenceNumber"u8)) last = reader.ReadInteger();
            else if (key.SequenceEqual("lastExportTime"u8)) time = reader.ReadInteger();
            else if (key.SequenceEqual("errorMessage"u8)) error = reader.ReadText();
            else if (key.SequenceEqual("exportedBytesFromStream"u8)) bytes = reader.ReadInteger();
            else if (key.SequenceEqual("exportedMessagesCount"u8)) count = reader.ReadInteger();
            else reader.Skip();
        }
        return new ExportStatus
        {
            ExportConfigIdentifier = identifier ?? "",
            LastExportedSequenceNumber = Fields.Required(last, "lastExportedSequenceNumber"),
            LastExportTime = time,
            ErrorMessage = error,
            ExportedBytesFromStream = bytes,
            ExportedMessagesCount = count,
        };
    }

    internal void Write(CborWriter writer)
    {
        var map = writer.BeginMap();
        writer.Key("exportConfigIdentifier"u8).Text(ExportConfigIdentifier);
        writer.Key("lastExportedSequenceNumber"u8).Number(LastExportedSequenceNumber);
        writer.Optional("lastExportTime"u8, LastExportTime);
        writer.Optional("errorMessage"u8, ErrorMessage);
        writer.Optional("exportedBytesFromStream"u8, ExportedBytesFromStream);
        writer.Optional("exportedMessagesCount"u8, ExportedMessagesCount);
        writer.EndMap(map);
    }
}

using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Messages;

/// <summary>Asks for messages, waiting for them if need be (specification, 3.7).</summary>
public sealed record ReadMessagesRequest : StreamManagerRequest
{
    public override Operation Operation => Operation.ReadMessages;

    public required string StreamName { get; init; }

    public ReadMessagesOptions? ReadMessagesOptions { get; init; }

    private protected override void WriteFields(CborWriter writer)
    {
        writer.Key("streamName"u8).Text(StreamName);
        if (ReadMessagesOptions is not { } options) return;
        writer.Key("readMessagesOptions"u8);
        options.Write(writer);
    }

    internal static ReadMessagesRequest Read(ref CborReader reader, string requestId)
    {
        string? name = null;
        ReadMessagesOptions? options = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("streamName"u8)) name = reader.ReadText();
            else if (key.SequenceEqual("readMessagesOptions"u8)) options = ReadMessagesOptions.Read(ref reader);
            else reader.Skip();
        }
        return new ReadMessagesRequest
        {
            RequestId = requestId,
            StreamName = Fields.Name(name, "streamName"),
            ReadMessagesOptions = options,
        };
    }
}

/// <summary>Which messages, and how long to wait for them. Null is what was left out.</summary>
public sealed record ReadMessagesOptions
{
    /// <summary>First number wanted; below the stream's oldest it starts at the oldest. Default 0.</summary>
    public long? DesiredStartSequenceNumber { get; init; }

    /// <summary>Fewer than this is an error. Default 1.</summary>
    public long? MinMessageCount { get; init; }

    /// <summary>Default: the minimum.</summary>
    public long? MaxMessageCount { get; init; }

    /// <summary>How long to wait for the minimum. Default 0: not at all.</summary>
    public long? ReadTimeoutMillis { get; init; }

    /// <summary>The first broken rule, in words; null where there is none.</summary>
    public string? Fault()
    {
        if (DesiredStartSequenceNumber < 0) return $"desiredStartSequenceNumber is {DesiredStartSequenceNumber}; it must be 0 or more";
        if (MinMessageCount is < 1 or > int.MaxValue) return $"minMessageCount is {MinMessageCount}; it must be 1 to {int.MaxValue}";
        if (MaxMessageCount is < 1 or > int.MaxValue) return $"maxMessageCount is {MaxMessageCount}; it must be 1 to {int.MaxValue}";
        if (MaxMessageCount < (MinMessageCount ?? 1))
        {
            return $"maxMessageCount, {MaxMessageCount}, is below minMessageCount, {MinMessageCount ?? 1}";
        }
        if (ReadTimeoutMillis is < 0 or > FieldRules.MaxMillis)
        {
            return $"readTimeoutMillis is {ReadTimeoutMillis}; it must be 0 to {FieldRules.MaxMillis}";
        }
        return null;
    }

    internal static ReadMessagesOptions Read(ref CborReader reader)
    {
        long? start = null, min = null, max = null, timeout = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("desiredStartSequenceNumber"u8)) start = reader.ReadInteger();
            else if (key.SequenceEqual("minMessageCount"u8)) min = reader.ReadInteger();
            else if (key.SequenceEqual("maxMessageCount"u8)) max = reader.ReadInteger();
            else if (key.SequenceEqual("readTimeoutMillis"u8)) timeout = reader.ReadInteger();
            else reader.Skip();
        }
        return new ReadMessagesOptions
        {
            DesiredStartSequenceNumber = start,
            MinMessageCount = min,
            MaxMessageCount = max,
            ReadTimeoutMillis = timeout,
        };
    }

    internal void Write(CborWriter writer)
    {
        var map = writer.BeginMap();
        writer.Optional("desiredStartSequenceNumber"u8, DesiredStartSequenceNumber);
        writer.Optional("minMessageCount"u8, MinMessageCount);
        writer.Optional("maxMessageCount"u8, MaxMessageCount);
        writer.Optional("readTimeoutMillis"u8, ReadTimeoutMillis);
        writer.EndMap(map);
    }
}

public sealed record ReadMessagesResponse : StreamManagerResponse
{
    /// <summary>Set on success, in order, without gaps.</summary>
    public IReadOnlyList<Message>? Messages { get; init; }

    private protected override void WriteBeforeStatus(CborWriter writer) =>
        writer.Optional("messages"u8, Messages, static (w, m) => m.Write(w));

    internal static ReadMessagesResponse Read(ref CborReader reader)
    {
        var common = new Common();
        IReadOnlyList<Message>? messages = null;
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("messages"u8)) messages = reader.ReadList(Message.Read);
            else common.ReadOrSkip(key, ref reader);
        }
        return new ReadMessagesResponse
        {
            RequestId = common.RequestId,
            Status = common.Status,
            ErrorMessage = common.ErrorMessage,
            Messages = messages,
        };
    }
}

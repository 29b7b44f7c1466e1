using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Framing;

/// <summary>
/// The frames of an append, which are nearly all that goes by: written and read without an object for each. What these do not read is not
/// wrong yet; the general forms decide on it.
/// </summary>
/// <remarks>Same bytes as <see cref="Messages.AppendMessageRequest"/> and <see cref="Messages.AppendMessageResponse"/> write.</remarks>
public static class AppendFrames
{
    /// <summary>Adds a request's frame.</summary>
    /// <exception cref="InvalidMessageException">It is larger than a frame may be.</exception>
    // hot: per record
    public static void AddRequest(CborWriter writer, ReadOnlySpan<byte> requestId, string name, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var start = FrameWriter.Begin(writer);
        var map = writer.BeginMap();
        writer.Key("requestId"u8).Text(requestId);
        writer.Key("name"u8).Text(name);
        writer.Key("payload"u8).Bytes(payload);
        writer.EndMap(map);
        FrameWriter.End(writer, start, Operation.AppendMessage);
    }

    /// <summary>Adds the frame of a success.</summary>
    // hot: per record
    public static void AddAnswer(CborWriter writer, ReadOnlySpan<byte> requestId, long sequence)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var start = FrameWriter.Begin(writer);
        var map = writer.BeginMap();
        writer.Key("requestId"u8).Text(requestId);
        writer.Key("status"u8).Number((long)StatusCode.Success);
        writer.Key("sequenceNumber"u8).Number(sequence);
        writer.EndMap(map);
        FrameWriter.End(writer, start, Operation.AppendMessageResponse);
    }

    /// <summary>Reads a request that is well-formed and complete, whose id and name are plain, and that holds nothing else.</summary>
    // hot: per record
    public static bool TryReadRequest(ReadOnlyMemory<byte> frame, out AppendParts request)
    {
        request = default;
        try
        {
            var reader = new CborReader(frame);
            ReadOnlyMemory<byte> id = default, name = default, payload = default;
            for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
            {
                if (key.SequenceEqual("requestId"u8) && id.IsEmpty) id = reader.ReadUtf8();
                else if (key.SequenceEqual("name"u8) && name.IsEmpty) name = reader.ReadUtf8();
                else if (key.SequenceEqual("payload"u8) && payload.IsEmpty) payload = reader.ReadBytes();
                else return false;
            }
            request = new AppendParts(id, name, payload);
            return reader.AtEnd && FieldRules.IsRequestIdUtf8(id.Span) && FieldRules.IsNameUtf8(name.Span) && !payload.IsEmpty;
        }
        catch (Exception e) when (e is CborFormatException or CborKindException)
        {
            return false;
        }
    }

    /// <summary>Reads the answer of an append that succeeded.</summary>
    /// <param name="requestId">A part of the frame.</param>
    // hot: per record
    public static bool TryReadAnswer(ReadOnlyMemory<byte> frame, out ReadOnlyMemory<byte> requestId, out long sequence)
    {
        (requestId, sequence) = (default, -1);
        try
        {
            var reader = new CborReader(frame);
            var status = -1L;
            for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
            {
                if (key.SequenceEqual("requestId"u8)) requestId = reader.ReadUtf8();
                else if (key.SequenceEqual("status"u8)) status = reader.ReadInteger();
                else if (key.SequenceEqual("sequenceNumber"u8)) sequence = reader.ReadInteger();
                else reader.Skip();
            }
            return reader.AtEnd && status == (long)StatusCode.Success && sequence >= 0 && !requestId.IsEmpty;
        }
        catch (Exception e) when (e is CborFormatException or CborKindException)
        {
            return false;
        }
    }
}

/// <summary>An append as it came: parts of its frame. Id and name are ASCII.</summary>
public readonly record struct AppendParts(ReadOnlyMemory<byte> RequestId, ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Payload);

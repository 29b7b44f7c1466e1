using Shoreline.Greengrass.Cbor;

namespace Shoreline.Greengrass.StreamManager.Messages;

/// <summary>Finds the id that an answer has to carry, before anything else about a payload is believed.</summary>
public static class RequestId
{
    /// <summary>False where the payload is not one well-formed map with a usable request id: then it cannot be answered.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> payload, out string requestId)
    {
        requestId = "";
        try
        {
            CborReader.Check(payload);
            return Find(payload) is { } found && FieldRules.IsRequestId(requestId = found);
        }
        catch (Exception e) when (e is CborFormatException or CborKindException)
        {
            return false;
        }
    }

    /// <summary>Looks for the id as the first field of a payload that is not there as a whole.</summary>
    public static bool TryReadFirst(ReadOnlyMemory<byte> start, out string requestId)
    {
        requestId = "";
        try
        {
            var reader = new CborReader(start);
            // Not ReadMap: the entries that it counts need not be there.
            reader.EnterCutMap();
            return reader.ReadKey().SequenceEqual("requestId"u8) && FieldRules.IsRequestId(requestId = reader.ReadText());
        }
        catch (Exception e) when (e is CborFormatException or CborKindException)
        {
            return false;
        }
    }

    private static string? Find(ReadOnlyMemory<byte> payload)
    {
        var reader = new CborReader(payload);
        for (var items = reader.ReadMap(); reader.NextField(ref items, out var key);)
        {
            if (key.SequenceEqual("requestId"u8)) return reader.ReadText();
            reader.Skip();
        }
        return null;
    }
}

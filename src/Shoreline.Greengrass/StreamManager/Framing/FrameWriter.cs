using Shoreline.Greengrass.Cbor;
using Shoreline.Greengrass.StreamManager.Messages;

namespace Shoreline.Greengrass.StreamManager.Framing;

/// <summary>Writes whole frames, header and payload together, one after the other into a <see cref="CborWriter"/>.</summary>
/// <remarks>A frame must reach the socket in one piece: the Python client loses step where its header arrives alone.</remarks>
public static class FrameWriter
{
    /// <summary>Adds a request's frame.</summary>
    /// <exception cref="InvalidMessageException">It is larger than a frame may be.</exception>
    public static void Add(CborWriter writer, StreamManagerRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var start = Begin(writer);
        request.Write(writer);
        End(writer, start, request.Operation);
    }

    /// <summary>Adds a response's frame.</summary>
    /// <exception cref="InvalidMessageException">It is larger than a frame may be.</exception>
    public static void Add(CborWriter writer, Operation operation, StreamManagerResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var start = Begin(writer);
        response.Write(writer);
        End(writer, start, operation);
    }

    internal static int Begin(CborWriter writer)
    {
        var start = writer.Length;
        writer.Raw(stackalloc byte[FrameHeader.Bytes]);
        return start;
    }

    internal static void End(CborWriter writer, int start, Operation operation)
    {
        var header = new FrameHeader(writer.Length - start - FrameHeader.Bytes + 1, operation);
        if (!header.IsValid)
        {
            writer.Truncate(start);
            throw new InvalidMessageException(
                $"The message takes {header.Length:N0} bytes; a frame holds at most {FrameHeader.MaxLength:N0}.");
        }
        header.Write(writer.Patch(start, FrameHeader.Bytes));
    }
}

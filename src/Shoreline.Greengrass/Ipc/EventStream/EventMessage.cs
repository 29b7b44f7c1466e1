using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace Shoreline.Greengrass.Ipc.EventStream;

/// <summary>What became of the attempt to take a message off received bytes.</summary>
public enum DecodeStatus
{
    Whole,

    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>The lengths are damaged: their checksum differs.</summary>
    BadPrelude,

    /// <summary>Longer than allowed, or shorter than its own parts.</summary>
    BadLength,

    /// <summary>Damaged behind the lengths.</summary>
    BadChecksum,
}

/// <summary>One event stream message, where it lies in received memory: valid until that memory is given back.</summary>
/// <remarks>Layout: <see cref="EventStreamFormat"/>. The headers are not looked at; <see cref="HeaderReader"/> checks them.</remarks>
public readonly record struct EventMessage(ReadOnlySequence<byte> Headers, ReadOnlySequence<byte> Payload)
{
    // hot: per message
    /// <summary>Takes the message at the beginning of what was received, and moves behind it.</summary>
    /// <param name="maxBytes">A longer one is refused as soon as its length is there.</param>
    public static DecodeStatus TryRead(ref ReadOnlySequence<byte> received, int maxBytes, out EventMessage message)
    {
        message = default;
        if (received.Length < EventStreamFormat.PreludeBytes) return DecodeStatus.Incomplete;
        Span<byte> copy = stackalloc byte[EventStreamFormat.PreludeBytes];
        var prelude = Contiguous(received.Slice(0, EventStreamFormat.PreludeBytes), copy);
        if (Crc32.HashToUInt32(prelude[..8]) != BinaryPrimitives.ReadUInt32BigEndian(prelude[8..])) return DecodeStatus.BadPrelude;
        long length = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        long headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        if (length > maxBytes || length < headers + EventStreamFormat.FrameBytes) return DecodeStatus.BadLength;
        if (received.Length < length) return DecodeStatus.Incomplete;

        var covered = received.Slice(0, length - EventStreamFormat.TrailerBytes);
        var trailer = Contiguous(received.Slice(covered.End, EventStreamFormat.TrailerBytes), copy);
        if (Checksum(covered) != BinaryPrimitives.ReadUInt32BigEndian(trailer)) return DecodeStatus.BadChecksum;
        message = new EventMessage(
            covered.Slice(EventStreamFormat.PreludeBytes, headers), covered.Slice(EventStreamFormat.PreludeBytes + headers));
        received = received.Slice(length);
        return DecodeStatus.Whole;
    }

    /// <summary>The length that the next message claims, once its prelude is there and sound; else 0.</summary>
    public static int ClaimedBytes(in ReadOnlySequence<byte> received)
    {
        if (received.Length < EventStreamFormat.PreludeBytes) return 0;
        Span<byte> copy = stackalloc byte[EventStreamFormat.PreludeBytes];
        var prelude = Contiguous(received.Slice(0, EventStreamFormat.PreludeBytes), copy);
        var isSound = Crc32.HashToUInt32(prelude[..8]) == BinaryPrimitives.ReadUInt32BigEndian(prelude[8..]);
        return isSound ? (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(prelude)) : 0;
    }

    // hot: per message
    /// <summary>Writes a message.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It would be longer than <see cref="EventStreamFormat.MaxMessageBytes"/>.</exception>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> headers, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(output);
        var length = (long)EventStreamFormat.FrameBytes + headers.Length + payload.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, EventStreamFormat.MaxMessageBytes);
        var to = output.GetSpan((int)length)[..(int)length];
        BinaryPrimitives.WriteInt32BigEndian(to, to.Length);
        BinaryPrimitives.WriteInt32BigEndian(to[4..], headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(to[8..], Crc32.HashToUInt32(to[..8]));
        headers.CopyTo(to[EventStreamFormat.PreludeBytes..]);
        payload.CopyTo(to[(EventStreamFormat.PreludeBytes + headers.Length)..]);
        BinaryPrimitives.WriteUInt32BigEndian(to[^4..], Crc32.HashToUInt32(to[..^4]));
        output.Advance(to.Length);
    }

    private static ReadOnlySpan<byte> Contiguous(in ReadOnlySequence<byte> bytes, Span<byte> copy)
    {
        if (bytes.IsSingleSegment) return bytes.FirstSpan;
        bytes.CopyTo(copy);
        return copy[..(int)bytes.Length];
    }

    private static uint Checksum(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment) return Crc32.HashToUInt32(bytes.FirstSpan);
        var checksum = new Crc32();
        foreach (var segment in bytes) checksum.Append(segment.Span);
        return checksum.GetCurrentHashAsUInt32();
    }
}

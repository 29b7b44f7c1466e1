using System.Buffers.Binary;

namespace Shoreline.Streams.Format;

/// <summary>What a segment's first 64 bytes turned out to be.</summary>
internal enum SegmentHeaderStatus
{
    Sound,

    /// <summary>Too short or the checksum is wrong. The file name and the definition say the same as the header would.</summary>
    Damaged,

    /// <summary>A sound header of another stream, or of another place in this one.</summary>
    Foreign,
}

/// <summary>The first 64 bytes of a segment. Layout: docs/formats/segment.md.</summary>
internal static class SegmentHeader
{
    public const int Bytes = 64;
    private const ushort Version = 1;

    private static ReadOnlySpan<byte> Magic => "SLSG"u8;

    public static void Write(Span<byte> to, Incarnation incarnation, long firstSequence, long createdAtNs)
    {
        to[..Bytes].Clear();
        Magic.CopyTo(to);
        BinaryPrimitives.WriteUInt16LittleEndian(to[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(to[6..], Bytes);
        incarnation.Bytes.CopyTo(to[8..]);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], firstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], createdAtNs);
        BinaryPrimitives.WriteUInt32LittleEndian(to[60..], Crc32C.Compute(to[..60]));
    }

    public static SegmentHeaderStatus Check(ReadOnlySpan<byte> from, Incarnation incarnation, long firstSequence)
    {
        if (from.Length < Bytes || !from.StartsWith(Magic)) return SegmentHeaderStatus.Damaged;
        if (Crc32C.Compute(from[..60]) != BinaryPrimitives.ReadUInt32LittleEndian(from[60..])) return SegmentHeaderStatus.Damaged;
        return BinaryPrimitives.ReadUInt16LittleEndian(from[4..]) == Version
            && from.Slice(8, Incarnation.ByteCount).SequenceEqual(incarnation.Bytes)
            && BinaryPrimitives.ReadInt64LittleEndian(from[24..]) == firstSequence
                ? SegmentHeaderStatus.Sound
                : SegmentHeaderStatus.Foreign;
    }
}

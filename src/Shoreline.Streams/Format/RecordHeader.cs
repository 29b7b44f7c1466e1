using System.Buffers.Binary;

namespace Shoreline.Streams.Format;

/// <summary>The 32 bytes before a record's payload. Layout: docs/formats/segment.md.</summary>
/// <param name="BatchOrdinal">Position in the batch it was written in, from 0: a record with 0 tells that all before it was flushed.</param>
internal readonly record struct RecordHeader(int PayloadBytes, ushort BatchOrdinal, long Sequence, long AppendedAtNs, uint PayloadChecksum)
{
    public const int Bytes = StreamLimits.RecordOverheadBytes;

    private const ushort MagicNumber = 'S' | ('R' << 8);

    public static ReadOnlySpan<byte> Magic => "SR"u8;

    // hot: per record
    public void Write(Span<byte> to, uint salt)
    {
        Magic.CopyTo(to);
        BinaryPrimitives.WriteUInt16LittleEndian(to[2..], BatchOrdinal);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], PayloadBytes);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], AppendedAtNs);
        BinaryPrimitives.WriteUInt32LittleEndian(to[24..], PayloadChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(to[28..], Crc32C.AppendHeader(salt, to));
    }

    /// <summary>Reads a header.</summary>
    /// <param name="salt">Checksum of the stream's incarnation, which begins every header's checksum.</param>
    /// <returns>False where the bytes are not a sound header of this stream.</returns>
    // hot: per record
    public static bool TryRead(ReadOnlySpan<byte> from, uint salt, out RecordHeader header)
    {
        from = from[..Bytes];
        header = new RecordHeader(
            BinaryPrimitives.ReadInt32LittleEndian(from[4..]), BinaryPrimitives.ReadUInt16LittleEndian(from[2..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[8..]), BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[24..]));
        return BinaryPrimitives.ReadUInt16LittleEndian(from) == MagicNumber
            && Crc32C.AppendHeader(salt, from) == BinaryPrimitives.ReadUInt32LittleEndian(from[28..])
            && (uint)header.PayloadBytes <= StreamLimits.PayloadBytes
            && header.Sequence >= 0;
    }
}

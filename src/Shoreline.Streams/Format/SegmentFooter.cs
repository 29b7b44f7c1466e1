using System.Buffers.Binary;
using Shoreline.Streams.Files;

namespace Shoreline.Streams.Format;

/// <summary>What a sealed segment says of itself at its end. Layout: docs/formats/segment.md.</summary>
internal sealed record SegmentFooter(long FirstSequence, long NextSequence, long RecordCount, long RecordsEnd, long LastAppendNs)
{
    private const int TrailerBytes = 64;
    private const int PreambleBytes = 8;

    /// <summary>First bytes of a footer; a segment whose records are followed by them was being sealed.</summary>
    public static ReadOnlySpan<byte> IndexMagic => "SLIX"u8;

    private static ReadOnlySpan<byte> TrailerMagic => "SLFT"u8;

    private int IndexCount { get; init; }

    private uint IndexChecksum { get; init; }

    /// <summary>Size of a footer with an index.</summary>
    public static int BytesWith(SparseIndex index) => PreambleBytes + index.Count * SparseIndex.EntryBytes + TrailerBytes;

    public byte[] Encode(Incarnation incarnation, SparseIndex index)
    {
        var footer = new byte[BytesWith(index)];
        Encode(incarnation, index, footer);
        return footer;
    }

    /// <param name="footer">Of <see cref="BytesWith"/>.</param>
    public void Encode(Incarnation incarnation, SparseIndex index, Span<byte> footer)
    {
        IndexMagic.CopyTo(footer);
        BinaryPrimitives.WriteInt32LittleEndian(footer[4..], index.Count);
        var entries = footer[PreambleBytes..^TrailerBytes];
        index.Write(entries);

        var trailer = footer[^TrailerBytes..];
        trailer.Clear();
        TrailerMagic.CopyTo(trailer);
        BinaryPrimitives.WriteInt32LittleEndian(trailer[4..], index.Count);
        BinaryPrimitives.WriteInt64LittleEndian(trailer[8..], FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(trailer[16..], NextSequence);
        BinaryPrimitives.WriteInt64LittleEndian(trailer[24..], RecordCount);
        BinaryPrimitives.WriteInt64LittleEndian(trailer[32..], RecordsEnd);
        BinaryPrimitives.WriteInt64LittleEndian(trailer[40..], LastAppendNs);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[56..], Crc32C.Compute(entries));
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[60..], Crc32C.Append(incarnation.Salt, trailer[..60]));
    }

    /// <summary>Reads the trailer of a file, or null where the file has no sound one.</summary>
    public static SegmentFooter? TryRead(IFile file, Incarnation incarnation, long firstSequence)
    {
        var length = file.Length;
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        if (length < SegmentHeader.Bytes + PreambleBytes + TrailerBytes || file.Read(trailer, length - TrailerBytes) < TrailerBytes)
            return null;
        if (!trailer.StartsWith(TrailerMagic)) return null;
        if (Crc32C.Append(incarnation.Salt, trailer[..60]) != BinaryPrimitives.ReadUInt32LittleEndian(trailer[60..])) return null;

        var entryCount = BinaryPrimitives.ReadInt32LittleEndian(trailer[4..]);
        var recordsEnd = BinaryPrimitives.ReadInt64LittleEndian(trailer[32..]);
        if (entryCount < 0 || recordsEnd < SegmentHeader.Bytes) return null;
        if (recordsEnd + PreambleBytes + (long)entryCount * SparseIndex.EntryBytes + TrailerBytes != length) return null;
        if (BinaryPrimitives.ReadInt64LittleEndian(trailer[8..]) != firstSequence) return null;
        return new SegmentFooter(
            firstSequence, BinaryPrimitives.ReadInt64LittleEndian(trailer[16..]), BinaryPrimitives.ReadInt64LittleEndian(trailer[24..]),
            recordsEnd, BinaryPrimitives.ReadInt64LittleEndian(trailer[40..]))
        {
            IndexCount = entryCount,
            IndexChecksum = BinaryPrimitives.ReadUInt32LittleEndian(trailer[56..]),
        };
    }

    /// <summary>Reads the index that the trailer tells of, or null where it is damaged.</summary>
    public SparseIndex? ReadIndex(IFile file)
    {
        var index = new byte[IndexCount * SparseIndex.EntryBytes];
        if (file.Read(index, RecordsEnd + PreambleBytes) < index.Length || Crc32C.Compute(index) != IndexChecksum) return null;
        return SparseIndex.Read(index);
    }
}

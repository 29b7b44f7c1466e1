using System.Buffers.Binary;
using System.Numerics;

namespace Shoreline.Streams.Format;

/// <summary>CRC-32C (Castagnoli): the checksum of every Shoreline file. x64 and arm64 have an instruction for it.</summary>
internal static class Crc32C
{
    // hot: per record
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>Checksum of some bytes followed by <paramref name="bytes"/>, given the checksum of the former.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var crc = ~checksum;
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}

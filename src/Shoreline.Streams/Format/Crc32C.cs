using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace Shoreline.Streams.Format;

/// <summary>CRC-32C (Castagnoli): the checksum of every Shoreline file. x64 and arm64 have an instruction for it.</summary>
/// <remarks>
/// The instruction takes three cycles and a new one can begin in each, so three lanes run side by side and are joined at the end: 1 KiB in some 150 cycles instead of 400.
/// That is what lets a reader check every record and still keep up with the page cache.
/// </remarks>
internal static class Crc32C
{
    private const int WordBytes = 8;
    private const int LaneWords = 512; // longer input goes in pieces of three lanes of 4 KiB
    private const int LeastLaneWords = 8; // below, joining costs more than it saves

    /// <summary>What moves a checksum over so many words of zeros: x^(64 n − 33) mod P, the 33 being what one carry-less product and one reduction bring along.</summary>
    private static readonly uint[] Shifts = MakeShifts();

    private static bool CanJoin => Pclmulqdq.IsSupported || ArmAes.IsSupported;

    // hot: per record
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>Checksum of some bytes followed by <paramref name="bytes"/>, given the checksum of the former.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var crc = ~checksum;
        if (CanJoin && BitConverter.IsLittleEndian)
        {
            while (bytes.Length >= 3 * LeastLaneWords * WordBytes)
            {
                var words = Math.Min(bytes.Length / (3 * WordBytes), LaneWords);
                crc = ThreeLanes(crc, MemoryMarshal.Cast<byte, ulong>(bytes[..(3 * words * WordBytes)]), words);
                bytes = bytes[(3 * words * WordBytes)..];
            }
        }
        return ~OneLane(crc, bytes);
    }

    /// <summary>The plain form, which the tests hold the other against.</summary>
    internal static uint OneLane(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= WordBytes; bytes = bytes[WordBytes..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }

    private static uint ThreeLanes(uint crc, ReadOnlySpan<ulong> data, int words)
    {
        var first = data[..words];
        var second = data.Slice(words, first.Length);
        var third = data.Slice(2 * words, first.Length);
        var (a, b, c) = (crc, 0u, 0u);
        for (var i = 0; i < first.Length; i++)
        {
            a = BitOperations.Crc32C(a, first[i]);
            b = BitOperations.Crc32C(b, second[i]);
            c = BitOperations.Crc32C(c, third[i]);
        }
        return BitOperations.Crc32C(0, Multiply(a, Shifts[2 * words]) ^ Multiply(b, Shifts[words])) ^ c;
    }

    /// <summary>Product of two polynomials over GF(2).</summary>
    private static ulong Multiply(uint left, uint right) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar((ulong)left), Vector128.CreateScalar((ulong)right), 0).ToScalar()
        : ArmAes.PolynomialMultiplyWideningLower(Vector64.Create((ulong)left), Vector64.Create((ulong)right)).ToScalar();

    private static uint[] MakeShifts()
    {
        var shifts = new uint[2 * LaneWords + 1];
        shifts[1] = 1; // x^31, bits reflected
        for (var i = 2; i < shifts.Length; i++) shifts[i] = BitOperations.Crc32C(shifts[i - 1], 0UL); // one word of zeros: times x^64
        return shifts;
    }
}

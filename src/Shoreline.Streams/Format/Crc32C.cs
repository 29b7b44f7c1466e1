using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace Shoreline.Streams.Format;

/// <summary>CRC-32C (Castagnoli): the checksum of every Shoreline file. x64 and arm64 have an instruction for it.</summary>
/// <remarks>
/// The instruction takes three cycles and a new one can begin in each, so three lanes run side by side and are joined at the end: 1 KiB in some 150 cycles instead of 400. Where the
/// processor multiplies 512 bits at a time, <see cref="Fold"/> takes about 60. That is what lets a reader check every record and still keep up with the page cache.
/// </remarks>
internal static class Crc32C
{
    private const int WordBytes = 8;
    private const int LaneWords = 512; // longer input goes in pieces of three lanes of 4 KiB
    private const int LeastLaneWords = 8; // below, joining costs more than it saves
    private const int VectorBytes = 64;
    private const int LeastFoldBytes = 4 * VectorBytes;

    /// <summary>What moves a checksum over so many words of zeros: x^(64 n − 33) mod P, the 33 being what one carry-less product and one reduction bring along.</summary>
    private static readonly uint[] Shifts = MakeShifts();

    private static readonly Vector512<ulong> Over512 = Repeat(Over(512));
    private static readonly Vector512<ulong> Over1024 = Repeat(Over(1024));
    private static readonly Vector512<ulong> Over1536 = Repeat(Over(1536));
    private static readonly Vector512<ulong> Over2048 = Repeat(Over(2048));
    private static readonly Vector512<ulong> OverLanes =
        Vector512.Create(Vector256.Create(Over(384), Over(256)), Vector256.Create(Over(128), Vector128<ulong>.Zero));

    private static bool CanJoin => Pclmulqdq.IsSupported || ArmAes.IsSupported;

    // hot: per record
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>Checksum of some bytes followed by <paramref name="bytes"/>, given the checksum of the former.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var crc = ~checksum;
        if (Pclmulqdq.V512.IsSupported && bytes.Length >= LeastFoldBytes)
        {
            var folded = bytes.Length / VectorBytes * VectorBytes;
            crc = Fold(crc, bytes[..folded]);
            bytes = bytes[folded..];
        }
        return ~(CanJoin && BitConverter.IsLittleEndian ? ThreeLanes(crc, bytes) : OneLane(crc, bytes));
    }

    /// <summary>As <see cref="Append"/>, for the 28 bytes of a record's header that its checksum covers: no loop, since every record read and written pays for it.</summary>
    // hot: per record
    public static uint AppendHeader(uint checksum, ReadOnlySpan<byte> header)
    {
        var bytes = header[..28];
        var crc = BitOperations.Crc32C(~checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
        crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
        return ~BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]));
    }

    internal static uint ThreeLanes(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 3 * LeastLaneWords * WordBytes)
        {
            var words = Math.Min(bytes.Length / (3 * WordBytes), LaneWords);
            crc = ThreeLanes(crc, MemoryMarshal.Cast<byte, ulong>(bytes[..(3 * words * WordBytes)]), words);
            bytes = bytes[(3 * words * WordBytes)..];
        }
        return OneLane(crc, bytes);
    }

    /// <summary>The plain form, which the tests hold the other against.</summary>
    internal static uint OneLane(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= WordBytes; bytes = bytes[WordBytes..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        if (bytes.Length >= sizeof(uint))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
            bytes = bytes[sizeof(uint)..];
        }
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }

    /// <summary>
    /// Four vectors of 512 bits, each moved over the next 2048 bits and added to what stands there, until 128 bits are left that have the same remainder as the whole. After
    /// Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction" (Intel, 2009).
    /// </summary>
    private static uint Fold(uint crc, ReadOnlySpan<byte> bytes)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector512<ulong>>(bytes);
        var (a, b, c, d) = (vectors[0] ^ Vector512.CreateScalar((ulong)crc), vectors[1], vectors[2], vectors[3]);
        for (vectors = vectors[4..]; vectors.Length >= 4; vectors = vectors[4..])
        {
            a = Move(a, Over2048) ^ vectors[0];
            b = Move(b, Over2048) ^ vectors[1];
            c = Move(c, Over2048) ^ vectors[2];
            d = Move(d, Over2048) ^ vectors[3];
        }
        d ^= Move(a, Over1536) ^ Move(b, Over1024) ^ Move(c, Over512); // side by side: one after the other would take three times as long
        foreach (var vector in vectors) d = Move(d, Over512) ^ vector;
        var lanes = Move(d, OverLanes); // the last lane's factors are zero: it stays where it is
        var rest = lanes.GetLower().GetLower() ^ lanes.GetLower().GetUpper() ^ lanes.GetUpper().GetLower() ^ d.GetUpper().GetUpper();
        return BitOperations.Crc32C(BitOperations.Crc32C(0, rest[0]), rest[1]);
    }

    /// <summary>Factors that move 128 bits over so many bits: one for each half.</summary>
    private static Vector128<ulong> Over(int bits) => Vector128.Create((ulong)Shifts[bits / 64 + 1], Shifts[bits / 64]);

    private static Vector512<ulong> Repeat(Vector128<ulong> value) => Vector512.Create(Vector256.Create(value, value), Vector256.Create(value, value));

    private static Vector512<ulong> Move(Vector512<ulong> value, Vector512<ulong> factors) =>
        Pclmulqdq.V512.CarrylessMultiply(value, factors, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(value, factors, 0x11);

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

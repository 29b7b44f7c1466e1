using System.Security.Cryptography;

namespace Shoreline.Benchmarks;

/// <summary>Bytes to write: a disk that compresses or finds equal blocks must favour nobody.</summary>
internal static class Noise
{
    private const int TotalBytes = 32 << 20;
    private static readonly byte[] Bytes = RandomNumberGenerator.GetBytes(TotalBytes);

    /// <summary>A piece that depends on the place asked for.</summary>
    /// <param name="bytes">Up to half of what there is.</param>
    public static ReadOnlyMemory<byte> Take(long place, int bytes) => Bytes.AsMemory((int)(place * 7919 % (TotalBytes / 2)), bytes);
}

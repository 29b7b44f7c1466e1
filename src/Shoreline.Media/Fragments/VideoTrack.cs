using System.Globalization;

namespace Shoreline.Media.Fragments;

/// <summary>What the initialisation section says of an H.264 stream.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="PixelWidth">Width of a pixel in relation to <paramref name="PixelHeight"/>.</param>
/// <param name="PixelHeight">Height of a pixel.</param>
/// <param name="Configuration">AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1): profile, level, parameter sets.</param>
internal sealed record VideoTrack(int Width, int Height, int PixelWidth, int PixelHeight, byte[] Configuration)
{
    private const int ShortestConfiguration = 7;

    /// <summary>RFC 6381: <c>avc1.</c> and profile, constraints and level in hexadecimal.</summary>
    public string Codec => string.Create(CultureInfo.InvariantCulture, $"avc1.{Configuration[1]:x2}{Configuration[2]:x2}{Configuration[3]:x2}");

    /// <summary>Null, or what is wrong.</summary>
    public string? Fault() =>
        Configuration.Length < ShortestConfiguration || Configuration[0] != 1 ? "its parameter sets are missing or of an unknown version"
        : Width is < 1 or > ushort.MaxValue || Height is < 1 or > ushort.MaxValue ? $"its size is {Width} x {Height}"
        : null;
}

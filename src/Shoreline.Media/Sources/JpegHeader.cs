using System.Buffers.Binary;

namespace Shoreline.Media;

/// <summary>What the frame header of a JPEG file says (ITU-T T.81, B.2.2).</summary>
internal static class JpegHeader
{
    private const int ComponentCountOffset = 9; // after marker, length, precision, height and width

    /// <summary>Whether the picture has one component. False also for what is no JPEG: the decoder will say so.</summary>
    public static bool IsGrey(ReadOnlySpan<byte> file)
    {
        var rest = file.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8]) ? file[2..] : [];
        while (rest.Length > ComponentCountOffset && rest[0] == 0xff)
        {
            if (IsFrameHeader(rest[1])) return rest[ComponentCountOffset] == 1;
            var segment = 2 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (segment > rest.Length) return false;
            rest = rest[segment..];
        }
        return false;
    }

    // SOF0 to SOF15, without the tables and reservations that share their range: DHT, JPG, DAC.
    private static bool IsFrameHeader(byte marker) => marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc);
}

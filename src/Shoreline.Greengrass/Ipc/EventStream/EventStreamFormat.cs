namespace Shoreline.Greengrass.Ipc.EventStream;

/// <summary>Sizes of an event stream message (greengrass-ipc, section 2). All integers are big-endian.</summary>
/// <remarks>
/// <code>
/// offset     size  field
/// 0          4     length of the whole message
/// 4          4     length of the headers, H
/// 8          4     CRC-32 of bytes 0..7
/// 12         H     headers
/// 12 + H     P     payload, P = length − H − 16
/// length − 4 4     CRC-32 of all bytes before
/// </code>
/// </remarks>
public static class EventStreamFormat
{
    public const int PreludeBytes = 12;

    public const int TrailerBytes = 4;

    /// <summary>Prelude and trailer: the shortest message.</summary>
    public const int FrameBytes = PreludeBytes + TrailerBytes;

    public const int MaxMessageBytes = 24 << 20;

    public const int MaxHeaderNameBytes = 255;

    public const int MaxHeaderValueBytes = short.MaxValue;

    public const int MaxHeaders = 1024;
}

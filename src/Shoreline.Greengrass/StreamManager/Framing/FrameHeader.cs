using System.Buffers.Binary;

namespace Shoreline.Greengrass.StreamManager.Framing;

/// <summary>
/// What precedes each payload (specification, 1.3): length as i32 and operation as i8, big-endian. The length counts the operation too.
/// </summary>
public readonly record struct FrameHeader(int Length, Operation Operation)
{
    public const int Bytes = 5;
    public const int MinLength = 2;
    public const int MaxLength = 1 << 30;

    public int PayloadBytes => Length - 1;

    /// <summary>False where no frame of this length may exist: the two sides are out of step and the connection is lost.</summary>
    public bool IsValid => Length is >= MinLength and <= MaxLength;

    public static FrameHeader Read(ReadOnlySpan<byte> header) =>
        new(BinaryPrimitives.ReadInt32BigEndian(header), (Operation)(sbyte)header[4]);

    public void Write(Span<byte> header)
    {
        BinaryPrimitives.WriteInt32BigEndian(header, Length);
        header[4] = (byte)Operation;
    }
}

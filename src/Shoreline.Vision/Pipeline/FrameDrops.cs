namespace Shoreline.Vision.Pipeline;

/// <summary>Frames that a source delivered and no detector was offered, by cause.</summary>
/// <param name="Late">A newer one came before the detector was free.</param>
/// <param name="Overload">Decoding fell behind.</param>
/// <param name="Broken">They could not be mapped.</param>
public readonly record struct FrameDrops(long Late, long Overload, long Broken)
{
    public long All => Late + Overload + Broken;

    public static FrameDrops operator +(FrameDrops left, FrameDrops right) => left.Add(right);

    public FrameDrops Add(FrameDrops other) => new(Late + other.Late, Overload + other.Overload, Broken + other.Broken);
}

using System.Diagnostics;

namespace Shoreline.Edge.Exports.S3;

/// <summary>How a file is cut for a multipart upload.</summary>
/// <param name="PartBytes">Of each part but the last.</param>
internal readonly record struct PartPlan(long FileBytes, long PartBytes)
{
    /// <summary>Limits of S3 ("Multipart upload limits").</summary>
    public const int MaxParts = 10_000;

    public const long MinPartBytes = 5L << 20;

    public const long MaxPutBytes = 5L << 30;

    public const long MaxObjectBytes = 5L << 40;

    private const long Step = 1L << 20;

    public int Count => (int)((FileBytes + PartBytes - 1) / PartBytes);

    /// <summary>Parts of the least size, larger where there would be too many.</summary>
    public static PartPlan For(long fileBytes, long minPartBytes)
    {
        Debug.Assert(fileBytes is > 0 and <= MaxObjectBytes && minPartBytes >= MinPartBytes);
        var needed = (fileBytes + MaxParts - 1) / MaxParts;
        return new PartPlan(fileBytes, needed <= minPartBytes ? minPartBytes : (needed + Step - 1) / Step * Step);
    }

    /// <param name="number">From 1.</param>
    public long OffsetOf(int number) => (number - 1) * PartBytes;

    public long BytesOf(int number) => Math.Min(PartBytes, FileBytes - OffsetOf(number));
}

using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Shoreline.Vision.Detectors.Heads;

/// <summary>Looks for the best of the scores of one cell.</summary>
internal static class Scores
{
    /// <summary>Whether all are below the threshold, which is how nearly every cell ends. A NaN is not below.</summary>
    public static bool AllBelow(ReadOnlySpan<float> scores, float threshold) // hot: per cell
    {
        var i = 0;
        ref var first = ref MemoryMarshal.GetReference(scores);
        for (; i <= scores.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            if (!Vector256.LessThanAll(Vector256.LoadUnsafe(ref first, (nuint)i), Vector256.Create(threshold))) return false;
        }
        for (; i < scores.Length; i++)
        {
            if (!(scores[i] < threshold)) return false;
        }
        return true;
    }

    /// <summary>The best score and its place; a NaN where there is one.</summary>
    /// <param name="stride">Distance from one score to the next.</param>
    public static (float Score, int Class) Best(ReadOnlySpan<float> scores, int stride = 1)
    {
        var (best, at) = (scores[0], 0);
        for (int i = 0, place = 0; i < scores.Length; i += stride, place++)
        {
            if (float.IsNaN(scores[i])) return (scores[i], place);
            if (scores[i] > best) (best, at) = (scores[i], place);
        }
        return (best, at);
    }
}

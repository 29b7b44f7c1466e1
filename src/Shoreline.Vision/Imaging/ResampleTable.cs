using System.Runtime.Intrinsics;

namespace Shoreline.Vision.Imaging;

/// <summary>For each pixel of a scaled line, which pixels of the source it is made of, and with what weights.</summary>
/// <remarks>
/// Up to a reduction by two this is bilinear interpolation; beyond, the mean over the area that the pixel covers, because two neighbours no longer
/// stand for it. At exactly two both are the same. Weights of one pixel add up to 1; pixels beyond the edge count as the edge.
/// </remarks>
internal sealed class ResampleTable
{
    private readonly float[][] _weights;

    private ResampleTable(int[] first, float[][] weights)
    {
        (First, _weights) = (first, weights);
        IsIdentity = Taps == 1 && IsArithmetic(first, 1);
        IsHalving = Taps == 2 && IsArithmetic(first, 2);
    }

    /// <summary>First source pixel of each target pixel.</summary>
    public int[] First { get; }

    /// <summary>How many source pixels in a row make one target pixel, at most.</summary>
    public int Taps => _weights.Length;

    /// <summary>Whether target pixel <c>i</c> is source pixel <c>i</c>.</summary>
    public bool IsIdentity { get; }

    /// <summary>Whether target pixel <c>i</c> is made of the source pixels <c>2i</c> and <c>2i + 1</c>.</summary>
    public bool IsHalving { get; }

    /// <summary>Weights of the source pixels at distance <paramref name="tap"/> from the first, for each target pixel.</summary>
    public ReadOnlySpan<float> Weights(int tap) => _weights[tap];

    /// <param name="source">Pixels there are.</param>
    /// <param name="target">Pixels to make.</param>
    /// <param name="step">Source pixels per target pixel.</param>
    public static ResampleTable Create(int source, int target, double step)
    {
        var first = new int[target];
        var spread = new List<float>[target];
        for (var i = 0; i < target; i++)
        {
            var (start, weights) = step <= 2 ? Interpolate(i, step) : Mean(i, step);
            (first[i], spread[i]) = FoldIntoEdges(start, weights, source);
        }
        var taps = spread.Max(weights => weights.Count);
        var columns = new float[taps][];
        for (var tap = 0; tap < taps; tap++)
        {
            columns[tap] = new float[target + Vector256<float>.Count]; // vectors may read past the end
            for (var i = 0; i < target; i++) columns[tap][i] = tap < spread[i].Count ? spread[i][tap] : 0;
        }
        return new ResampleTable(first, columns);
    }

    private static (int Start, float[] Weights) Interpolate(int target, double step)
    {
        var centre = ((target + 0.5) * step) - 0.5;
        var start = (int)Math.Floor(centre);
        var fraction = (float)(centre - start);
        return (start, [1 - fraction, fraction]);
    }

    private static (int Start, float[] Weights) Mean(int target, double step)
    {
        var (from, to) = (target * step, (target + 1) * step);
        var start = (int)Math.Floor(from);
        var weights = new float[(int)Math.Ceiling(to) - start];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)((Math.Min(to, start + i + 1) - Math.Max(from, start + i)) / step);
        }
        return (start, weights);
    }

    private static (int First, List<float> Weights) FoldIntoEdges(int start, float[] weights, int source)
    {
        var first = Math.Clamp(start, 0, source - 1);
        var last = Math.Clamp(start + weights.Length - 1, first, source - 1);
        var folded = new List<float>(new float[last - first + 1]);
        for (var i = 0; i < weights.Length; i++) folded[Math.Clamp(start + i, first, last) - first] += weights[i];
        while (folded.Count > 1 && folded[^1] < 1e-6f) folded.RemoveAt(folded.Count - 1);
        return (first, folded);
    }

    private static bool IsArithmetic(int[] first, int step)
    {
        for (var i = 0; i < first.Length; i++)
        {
            if (first[i] != i * step) return false;
        }
        return true;
    }
}

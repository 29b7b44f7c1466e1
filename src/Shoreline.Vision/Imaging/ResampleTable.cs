using System.Runtime.Intrinsics;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Imaging;

/// <summary>For each pixel of a scaled line, which pixels of the source it is made of, and with what weights.</summary>
/// <remarks>
/// <para>Up to a reduction by two this is bilinear interpolation; beyond, the mean over the area that the pixel covers, because two
/// neighbours no longer stand for it, unless the network was trained with just that. At exactly two both are the same. Weights of one pixel
/// add up to 1; pixels beyond the edge count as the edge.</para>
/// <para>Set again and again without allocating once its arrays have grown: the crop of a person is another one in every frame.</para>
/// </remarks>
internal sealed class ResampleTable
{
    private const float Negligible = 1e-6f;

    private int[] _first = [];
    private float[] _weights = []; // all first weights, then all second weights, and so on
    private int _stride;

    /// <summary>How many target pixels there are.</summary>
    public int Count { get; private set; }

    /// <summary>The first source pixel that is used at all.</summary>
    public int Origin { get; private set; }

    /// <summary>How many source pixels from <see cref="Origin"/> on are used.</summary>
    public int Span { get; private set; }

    /// <summary>How many source pixels in a row make one target pixel, at most.</summary>
    public int Taps { get; private set; }

    /// <summary>Whether target pixel <c>i</c> is source pixel <c>i</c>, from the origin.</summary>
    public bool IsIdentity { get; private set; }

    /// <summary>Whether target pixel <c>i</c> is made of the source pixels <c>2i</c> and <c>2i + 1</c>, from the origin.</summary>
    public bool IsHalving { get; private set; }

    /// <summary>Whether target pixel <c>i</c> is made of the source pixels <c>4i</c> to <c>4i + 3</c>, from the origin.</summary>
    public bool IsQuartering { get; private set; }

    /// <summary>First source pixel of each target pixel, counted from the origin.</summary>
    public ReadOnlySpan<int> First => _first.AsSpan(0, Count);

    /// <summary>Weights of the source pixels at distance <paramref name="tap"/> from the first, for each target pixel.</summary>
    public ReadOnlySpan<float> Weights(int tap) => _weights.AsSpan(tap * _stride, Count);

    /// <summary>A table for a line as a whole.</summary>
    public static ResampleTable Create(int source, int target, double step)
    {
        var table = new ResampleTable();
        table.Set(source, target, step, start: 0);
        return table;
    }

    /// <param name="source">Pixels there are.</param>
    /// <param name="target">Pixels to make.</param>
    /// <param name="step">Source pixels per target pixel.</param>
    /// <param name="start">Where in the source the first target pixel begins; may lie beyond its edges.</param>
    /// <param name="filter">What a pixel is made of where the reduction is stronger than by two.</param>
    public void Set(int source, int target, double step, double start, Filter filter = Filter.Area)
    {
        var linear = step <= 2 || filter == Filter.Linear;
        var most = linear ? 2 : (int)Math.Ceiling(step) + 1;
        Reserve(target, most);
        (Count, Taps) = (target, 1);
        for (var i = 0; i < target; i++)
        {
            var used = linear
                ? Interpolate(i, start + ((i + 0.5) * step) - 0.5, source)
                : Mean(i, start + (i * step), start + ((i + 1) * step), source);
            Taps = Math.Max(Taps, used);
        }
        Origin = _first[0];
        Span = Math.Min(_first[target - 1] + Taps, source) - Origin;
        for (var i = 0; i < target; i++) _first[i] -= Origin;
        IsIdentity = Taps == 1 && IsArithmetic(1);
        IsHalving = Taps == 2 && IsArithmetic(2);
        IsQuartering = Taps == 4 && IsArithmetic(4);
    }

    private void Reserve(int target, int taps)
    {
        _stride = target + Vector256<float>.Count; // vectors may read past the end
        if (_first.Length < _stride) _first = new int[_stride];
        if (_weights.Length < taps * _stride) _weights = new float[taps * _stride];
        _weights.AsSpan(0, taps * _stride).Clear();
    }

    private int Interpolate(int target, double centre, int source)
    {
        var start = (int)Math.Floor(centre);
        var fraction = (float)(centre - start);
        _first[target] = Math.Clamp(start, 0, source - 1);
        Add(target, start, 1 - fraction, source);
        Add(target, start + 1, fraction, source);
        return _weights[_stride + target] < Negligible ? Forget(target, 1) : 2;
    }

    private int Mean(int target, double from, double to, int source)
    {
        var (start, end) = ((int)Math.Floor(from), (int)Math.Ceiling(to));
        _first[target] = Math.Clamp(start, 0, source - 1);
        for (var i = start; i < end; i++) Add(target, i, (float)((Math.Min(to, i + 1) - Math.Max(from, i)) / (to - from)), source);
        var taps = Math.Clamp(end - 1, _first[target], source - 1) - _first[target] + 1;
        while (taps > 1 && _weights[((taps - 1) * _stride) + target] < Negligible) taps = Forget(target, taps - 1);
        return taps;
    }

    private void Add(int target, int pixel, float weight, int source)
    {
        var tap = Math.Clamp(pixel, _first[target], source - 1) - _first[target];
        _weights[(tap * _stride) + target] += weight;
    }

    private int Forget(int target, int tap)
    {
        _weights[(tap * _stride) + target] = 0;
        return tap;
    }

    private bool IsArithmetic(int step)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_first[i] != i * step) return false;
        }
        return true;
    }
}

using Shoreline.Core.Records;

namespace Shoreline.Vision.Detectors;

/// <summary>A box that a head proposes. <c>Cell</c> is the head's own: where the rest of what it says about the box is.</summary>
internal readonly record struct Candidate(float Score, Box Box, int Cell) : IComparable<Candidate>
{
    /// <summary>The better score first; equal scores in the order of their cells, so that a result does not depend on the sort.</summary>
    public int CompareTo(Candidate other) => Score == other.Score ? Cell.CompareTo(other.Cell) : other.Score.CompareTo(Score);
}

/// <summary>The boxes that a head proposes for one frame, and which of them stay. Used again and again without allocating.</summary>
internal sealed class Candidates(int capacity)
{
    /// <summary>At most so many of the best are compared with each other: the comparison is quadratic, and no picture holds so many objects.</summary>
    private const int MaxCompared = 1000;

    private readonly Candidate[] _all = new Candidate[capacity];

    public int Count { get; private set; }

    /// <summary>After <see cref="Suppress"/>: those that stay, the best first.</summary>
    public ReadOnlySpan<Candidate> All => _all.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(in Candidate candidate) => _all[Count++] = candidate;

    /// <summary>Hard non-maximum suppression: keeps a box unless a better one that was kept overlaps it by more than <paramref name="iou"/>.</summary>
    public void Suppress(float iou) // hot: per frame
    {
        var all = _all.AsSpan(0, Count);
        all.Sort();
        var kept = 0;
        foreach (ref readonly var candidate in all[..Math.Min(all.Length, MaxCompared)])
        {
            if (!Overlaps(all[..kept], candidate, iou)) all[kept++] = candidate;
        }
        Count = kept;
    }

    private static bool Overlaps(ReadOnlySpan<Candidate> kept, in Candidate candidate, float iou)
    {
        foreach (ref readonly var other in kept)
        {
            if (other.Box.IoU(candidate.Box) > iou) return true;
        }
        return false;
    }
}

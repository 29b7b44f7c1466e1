using Shoreline.Core.Records;

namespace Shoreline.Vision.Detectors;

/// <summary>A box that a head proposes. <c>Cell</c> is the head's own: where the rest of what it says about the box is.</summary>
/// <param name="Label">Number of its class.</param>
internal readonly record struct Candidate(float Score, Box Box, int Cell, int Label = 0) : IComparable<Candidate>
{
    /// <summary>The better score first; equal scores in the order of their cells, so that a result does not depend on the sort.</summary>
    public int CompareTo(Candidate other) => Score == other.Score ? Cell.CompareTo(other.Cell) : other.Score.CompareTo(Score);
}

/// <summary>
/// The boxes that a head proposes for one frame, and which of them stay. Used again and again; allocates nothing once it has grown.
/// </summary>
/// <remarks>What is not finite, or has no area, is refused and counted: one NaN among the scores would upset the order of all.</remarks>
internal sealed class Candidates(int capacity = 256)
{
    /// <summary>
    /// At most so many of the best are compared with each other: the comparison is quadratic, and no picture holds so many objects.
    /// </summary>
    private const int MaxCompared = 1000;

    private Candidate[] _all = new Candidate[capacity];

    public int Count { get; private set; }

    /// <summary>Boxes refused since the beginning.</summary>
    public long Refused { get; private set; }

    /// <summary>After <see cref="Suppress"/>: those that stay, the best first.</summary>
    public ReadOnlySpan<Candidate> All => _all.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(in Candidate candidate)
    {
        var box = candidate.Box;
        if (!float.IsFinite(candidate.Score + box.X + box.Y + (box.Width * box.Height)) || !(box.Width > 0 && box.Height > 0))
        {
            Refused++;
            return;
        }
        if (Count == _all.Length) Array.Resize(ref _all, Math.Max(16, 2 * Count));
        _all[Count++] = candidate;
    }

    /// <summary>
    /// Hard non-maximum suppression: keeps a box unless a better one that was kept overlaps it by more than <paramref name="iou"/>.
    /// </summary>
    /// <param name="perClass">Whether only boxes of the same class count.</param>
    public void Suppress(float iou, bool perClass = false) // hot: per frame
    {
        var all = _all.AsSpan(0, Count);
        all.Sort();
        var kept = 0;
        foreach (ref readonly var candidate in all[..Math.Min(all.Length, MaxCompared)])
        {
            if (!Overlaps(all[..kept], candidate, iou, perClass)) all[kept++] = candidate;
        }
        Count = kept;
    }

    private static bool Overlaps(ReadOnlySpan<Candidate> kept, in Candidate candidate, float iou, bool perClass)
    {
        foreach (ref readonly var other in kept)
        {
            if (perClass && other.Label != candidate.Label) continue;
            if (other.Box.IoU(candidate.Box) > iou) return true;
        }
        return false;
    }
}

using System.Runtime.InteropServices;
using Shoreline.Core.Records;

namespace Shoreline.Vision.Comparison;

/// <summary>Counts what became of objects over many frames, by label. Not thread-safe; allocates only for a label that is new.</summary>
public sealed class ComparisonTally
{
    private readonly SortedDictionary<string, int> _order = new(StringComparer.Ordinal);
    private readonly List<ComparisonCounts> _counts = [];

    /// <summary>Frames that both models looked at.</summary>
    public long Frames { get; private set; }

    /// <summary>Frames of these in which something was gained, lost or changed.</summary>
    public long Differing { get; private set; }

    /// <summary>Objects left out because a frame had too many.</summary>
    public long NotCompared { get; private set; }

    /// <summary>All labels together.</summary>
    public ComparisonCounts Total { get; private set; }

    /// <summary>By label, sorted.</summary>
    public IEnumerable<(string Label, ComparisonCounts Counts)> Labels => _order.Select(pair => (pair.Key, _counts[pair.Value]));

    /// <summary>Adds the frame that a comparer compared last.</summary>
    /// <param name="before">The list that it was given first.</param>
    public void Add(FrameComparer comparer, DetectionList before, DetectionList after) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(comparer);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        Frames++;
        NotCompared += comparer.NotCompared;
        if (comparer.Differs) Differing++;
        foreach (ref readonly var compared in comparer.Objects)
        {
            var label = compared.Before >= 0 ? before[compared.Before].Label : after[compared.After].Label;
            ref var counts = ref CountsOf(label);
            counts = counts.Add(compared.Change);
            Total = Total.Add(compared.Change);
        }
    }

    /// <summary>Adds what another one has counted.</summary>
    public void Add(ComparisonTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (Frames, Differing, NotCompared, Total) = (
            Frames + other.Frames, Differing + other.Differing, NotCompared + other.NotCompared, Total + other.Total);
        foreach (var (label, more) in other.Labels) CountsOf(label) += more;
    }

    public void Clear()
    {
        (Frames, Differing, NotCompared, Total) = (0, 0, 0, default);
        _order.Clear();
        _counts.Clear();
    }

    private ref ComparisonCounts CountsOf(string label)
    {
        if (!_order.TryGetValue(label, out var index))
        {
            _order[label] = index = _counts.Count;
            _counts.Add(default);
        }
        return ref CollectionsMarshal.AsSpan(_counts)[index];
    }
}

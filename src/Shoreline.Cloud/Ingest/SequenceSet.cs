namespace Shoreline.Cloud.Ingest;

/// <summary>A set of sequences, kept as ascending ranges that neither overlap nor touch. A stream that lost nothing is one range.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class SequenceSet
{
    private readonly List<SequenceRange> _ranges = [];

    public IReadOnlyList<SequenceRange> Ranges => _ranges;

    /// <summary>How many sequences are in the set.</summary>
    public long Count { get; private set; }

    public bool Contains(long sequence)
    {
        var at = FirstEndingAtOrAfter(sequence);
        return at < _ranges.Count && _ranges[at].First <= sequence;
    }

    public void Add(SequenceRange added)
    {
        var (first, last) = (added.First, added.Last);
        var from = FirstEndingAtOrAfter(first - 1); // a range that ends just before is joined
        var to = from;
        while (to < _ranges.Count && _ranges[to].First <= last + 1)
        {
            first = Math.Min(first, _ranges[to].First);
            last = Math.Max(last, _ranges[to].Last);
            Count -= _ranges[to].Count;
            to++;
        }
        if (to - from == 1) _ranges[from] = new SequenceRange(first, last); // hot: the next batch of a stream ends here
        else
        {
            _ranges.RemoveRange(from, to - from);
            _ranges.Insert(from, new SequenceRange(first, last));
        }
        Count += last - first + 1;
    }

    public void Remove(SequenceRange removed)
    {
        for (var at = FirstEndingAtOrAfter(removed.First); at < _ranges.Count && _ranges[at].First <= removed.Last;)
        {
            var old = _ranges[at];
            Count -= old.Count;
            _ranges.RemoveAt(at);
            if (old.First < removed.First) at = Keep(at, new SequenceRange(old.First, removed.First - 1));
            if (old.Last > removed.Last) at = Keep(at, new SequenceRange(removed.Last + 1, old.Last));
        }
    }

    /// <summary>The parts of <paramref name="asked"/> that are not in the set, ascending.</summary>
    public IEnumerable<SequenceRange> Missing(SequenceRange asked)
    {
        var next = asked.First;
        for (var at = FirstEndingAtOrAfter(asked.First); at < _ranges.Count && _ranges[at].First <= asked.Last; at++)
        {
            if (_ranges[at].First > next) yield return new SequenceRange(next, _ranges[at].First - 1);
            next = _ranges[at].Last + 1;
        }
        if (next <= asked.Last) yield return asked with { First = next };
    }

    /// <summary>The parts of <paramref name="asked"/> that are in the set, ascending.</summary>
    public IEnumerable<SequenceRange> Present(SequenceRange asked)
    {
        for (var at = FirstEndingAtOrAfter(asked.First); at < _ranges.Count && _ranges[at].First <= asked.Last; at++)
        {
            yield return new SequenceRange(Math.Max(asked.First, _ranges[at].First), Math.Min(asked.Last, _ranges[at].Last));
        }
    }

    private int Keep(int at, SequenceRange range)
    {
        _ranges.Insert(at, range);
        Count += range.Count;
        return at + 1;
    }

    private int FirstEndingAtOrAfter(long sequence)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].Last < sequence) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}

namespace Shoreline.Cli.Logs;

/// <summary>One log's lines that are wanted: entries that the filter takes, all their lines, and so many lines before and after.</summary>
internal sealed class LogSelection(LogFilter filter, int before, int after)
{
    private readonly Queue<SelectedLine> _before = new();
    private DateTimeOffset _at = DateTimeOffset.MinValue;
    private bool _isWanted = filter.TakesAll; // what comes before the first entry
    private int _after;

    /// <summary>
    /// The lines that are to be printed once a further one is known. A line that begins no entry belongs to the one before.
    /// </summary>
    public IEnumerable<SelectedLine> Next(string line)
    {
        var head = LogHead.TryRead(line);
        if (head is not null) (_at, _isWanted) = (head.At, filter.Takes(head));
        var selected = new SelectedLine(_at, head?.Text ?? line);
        if (_isWanted)
        {
            while (_before.TryDequeue(out var earlier)) yield return earlier;
            _after = after;
            yield return selected;
        }
        else if (_after > 0)
        {
            _after--;
            yield return selected;
        }
        else if (before > 0)
        {
            if (_before.Count == before) _before.Dequeue();
            _before.Enqueue(selected);
        }
    }
}

/// <param name="At">Of the entry that it is of.</param>
internal readonly record struct SelectedLine(DateTimeOffset At, string Text);

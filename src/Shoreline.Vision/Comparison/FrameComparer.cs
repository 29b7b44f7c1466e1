using Shoreline.Core.Records;
using Shoreline.Vision.Tracking;

namespace Shoreline.Vision.Comparison;

/// <summary>
/// Compares what two models found in one frame. Used again and again; allocates nothing once it has grown. Not thread-safe.
/// </summary>
/// <remarks>
/// Objects are matched within a label, so that the sum of the overlaps of all pairs is the largest possible: one that moved among others
/// is not taken for its neighbour only because that was looked at first.
/// </remarks>
public sealed class FrameComparer
{
    /// <summary>
    /// At most so many objects of each model are compared, the best first: the matching needs the square of it in memory.
    /// </summary>
    public const int MaxCompared = 1000;

    private readonly ComparisonOptions _options;
    private readonly Assignment _assignment = new();
    private bool[] _found = new bool[16];
    private ComparedObject[] _objects = new ComparedObject[32];
    private int _count;

    /// <exception cref="Core.InvalidInputException">An option is outside its range.</exception>
    public FrameComparer(ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
    }

    /// <summary>The objects of the frame compared last: those of the first model in its order, then what the other one gained.</summary>
    public ReadOnlySpan<ComparedObject> Objects => _objects.AsSpan(0, _count);

    /// <summary>Objects of the frame compared last that were left out, because a frame had more than <see cref="MaxCompared"/>.</summary>
    public int NotCompared { get; private set; }

    /// <summary>Whether anything in the frame compared last was gained, lost or changed.</summary>
    public bool Differs { get; private set; }

    /// <summary>Compares one frame.</summary>
    public void Compare(DetectionList before, DetectionList after) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (rows, columns) = (Math.Min(before.Count, MaxCompared), Math.Min(after.Count, MaxCompared));
        NotCompared = before.Count - rows + after.Count - columns;
        (_count, Differs) = (0, NotCompared > 0);
        if (_objects.Length < rows + columns) _objects = new ComparedObject[2 * (rows + columns)];
        if (_found.Length < columns) _found = new bool[2 * columns];
        _found.AsSpan(0, columns).Clear();
        var columnOf = Match(before, after, rows, columns);
        for (var row = 0; row < rows; row++)
        {
            var column = columnOf[row];
            if (column >= 0) _found[column] = true;
            Add(column < 0 ? new ComparedObject(Change.Lost, row, -1, 0) : Compare(before, after, row, column));
        }
        for (var column = 0; column < columns; column++)
        {
            if (!_found[column]) Add(new ComparedObject(Change.Gained, -1, column, 0));
        }
    }

    private ReadOnlySpan<int> Match(DetectionList before, DetectionList after, int rows, int columns)
    {
        _assignment.Reset(rows, columns);
        for (var row = 0; row < rows; row++)
        {
            ref readonly var first = ref before[row];
            for (var column = 0; column < columns; column++)
            {
                ref readonly var other = ref after[column];
                if (first.Label != other.Label) continue;
                var overlap = first.Box.IoU(other.Box);
                if (overlap >= _options.Iou) _assignment.Gain(row, column) = overlap; // a box that is no number overlaps nothing
            }
        }
        return _assignment.Solve();
    }

    private ComparedObject Compare(DetectionList before, DetectionList after, int row, int column)
    {
        var overlap = before[row].Box.IoU(after[column].Box);
        var isSame = overlap >= _options.Moved && MathF.Abs(before[row].Score - after[column].Score) <= _options.ScoreChange;
        return new ComparedObject(isSame ? Change.Kept : Change.Changed, row, column, overlap);
    }

    private void Add(in ComparedObject compared)
    {
        _objects[_count++] = compared;
        if (compared.Change != Change.Kept) Differs = true;
    }
}

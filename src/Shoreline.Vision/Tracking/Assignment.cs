using System.Runtime.InteropServices;

namespace Shoreline.Vision.Tracking;

/// <summary>Pairs rows with columns so that the sum of the gains of the pairs is the largest possible. Used again and again without allocating.</summary>
/// <remarks>
/// Shortest augmenting paths (Jonker and Volgenant, 1987; Crouse, 2016), cubic at worst. Beyond <see cref="MaxExact"/> rows or columns, where a frame is not one of this
/// world, the best pair is taken first, then the best of the rest.
/// </remarks>
internal sealed class Assignment
{
    /// <summary>128 objects against 128 tracks take a millisecond.</summary>
    public const int MaxExact = 128;

    private float[] _gains = [];
    private int[] _columnOf = [];
    private int[] _rowOf = [];
    private int[] _pathRow = [];
    private float[] _distance = [];
    private float[] _rowPrice = [];
    private float[] _columnPrice = [];
    private bool[] _columnDone = [];
    private bool[] _rowDone = [];
    private readonly List<Pair> _pairs = [];

    private readonly record struct Pair(float Gain, int Row, int Column) : IComparable<Pair>
    {
        public int CompareTo(Pair other) =>
            Gain != other.Gain ? other.Gain.CompareTo(Gain) : Row != other.Row ? Row.CompareTo(other.Row) : Column.CompareTo(other.Column);
    }

    public int Rows { get; private set; }

    public int Columns { get; private set; }

    /// <summary>Forgets what was; every gain is 0, which means that the two may not be paired.</summary>
    public void Reset(int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        Grow(ref _gains, rows * columns);
        Grow(ref _columnOf, rows);
        Grow(ref _rowPrice, rows);
        Grow(ref _rowDone, rows);
        Grow(ref _rowOf, columns);
        Grow(ref _pathRow, columns);
        Grow(ref _distance, columns);
        Grow(ref _columnPrice, columns);
        Grow(ref _columnDone, columns);
        _gains.AsSpan(0, rows * columns).Clear();
    }

    /// <summary>What pairing these two is worth, 0…1.</summary>
    public ref float Gain(int row, int column) => ref _gains[(row * Columns) + column];

    /// <summary>Pairs.</summary>
    /// <returns>For each row its column, or −1.</returns>
    public ReadOnlySpan<int> Solve() // hot: per frame
    {
        var result = _columnOf.AsSpan(0, Rows);
        result.Fill(-1);
        _rowOf.AsSpan(0, Columns).Fill(-1);
        if (Rows == 0 || Columns == 0) return result;
        if (Math.Max(Rows, Columns) > MaxExact)
        {
            TakeBestFirst();
            return result;
        }
        SolveExactly();
        for (var row = 0; row < Rows; row++)
        {
            if (result[row] >= 0 && Gain(row, result[row]) <= 0) result[row] = -1; // paired only because all rows must be
        }
        return result;
    }

    private void SolveExactly()
    {
        _rowPrice.AsSpan(0, Rows).Clear();
        _columnPrice.AsSpan(0, Columns).Clear();
        for (var row = 0; row < Rows; row++) Augment(row);
    }

    /// <summary>Finds a place for one row, moving others where that is better.</summary>
    /// <remarks>Where there are more rows than columns, a row may stay without: it then ends at an imagined column whose gain is 0.</remarks>
    private void Augment(int start)
    {
        var distance = _distance.AsSpan(0, Columns);
        distance.Fill(float.PositiveInfinity);
        _columnDone.AsSpan(0, Columns).Clear();
        _rowDone.AsSpan(0, Rows).Clear();
        var (row, least, sink, alone) = (start, 0f, -1, -1);
        var leastAlone = float.PositiveInfinity;
        while (sink < 0)
        {
            _rowDone[row] = true;
            var withoutColumn = least - _rowPrice[row]; // a cost of 0: the row stays alone
            if (withoutColumn < leastAlone) (leastAlone, alone) = (withoutColumn, row);
            var (next, nearest) = (-1, float.PositiveInfinity);
            for (var column = 0; column < Columns; column++)
            {
                if (_columnDone[column]) continue;
                var reduced = least - Gain(row, column) - _rowPrice[row] - _columnPrice[column];
                if (reduced < distance[column]) (distance[column], _pathRow[column]) = (reduced, row);
                if (distance[column] < nearest) (next, nearest) = (column, distance[column]);
            }
            if (next < 0 || leastAlone <= nearest)
            {
                least = leastAlone;
                break;
            }
            least = nearest;
            _columnDone[next] = true;
            if (_rowOf[next] < 0) sink = next;
            else row = _rowOf[next];
        }
        for (var column = 0; column < Columns; column++)
        {
            if (!_columnDone[column] || distance[column] > least) continue;
            _columnPrice[column] -= least - distance[column];
        }
        for (var done = 0; done < Rows; done++)
        {
            if (!_rowDone[done]) continue;
            _rowPrice[done] += done == start ? least : least - distance[_columnOf[done]];
        }
        if (sink >= 0) TakePath(sink, start);
        else TakePathOf(alone, start);
    }

    /// <summary>The row that ends alone gives its column to the one before it on the path, and so on.</summary>
    private void TakePathOf(int alone, int start)
    {
        if (alone == start) return;
        var freed = _columnOf[alone];
        _columnOf[alone] = -1;
        TakePath(freed, start);
    }

    private void TakePath(int column, int start)
    {
        while (true)
        {
            var row = _pathRow[column];
            _rowOf[column] = row;
            (column, _columnOf[row]) = (_columnOf[row], column);
            if (row == start) return;
        }
    }

    private void TakeBestFirst()
    {
        _pairs.Clear();
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                if (Gain(row, column) > 0) _pairs.Add(new Pair(Gain(row, column), row, column));
            }
        }
        CollectionsMarshal.AsSpan(_pairs).Sort();
        foreach (var pair in _pairs)
        {
            if (_columnOf[pair.Row] >= 0 || _rowOf[pair.Column] >= 0) continue;
            (_columnOf[pair.Row], _rowOf[pair.Column]) = (pair.Column, pair.Row);
        }
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length) array = new T[Math.Max(length, 2 * array.Length)];
    }
}

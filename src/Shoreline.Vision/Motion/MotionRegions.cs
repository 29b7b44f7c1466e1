using Shoreline.Core.Records;

namespace Shoreline.Vision.Motion;

/// <summary>A part of the picture in which something moves.</summary>
/// <param name="Box">Around all of its cells, in shares of the picture.</param>
/// <param name="Cells">How many of them have changed.</param>
public readonly record struct MotionRegion(Box Box, int Cells);

/// <summary>Joins changed cells that lie together. A gap of a cell does not part them: a thing may have its background's grey in
/// places.</summary>
internal sealed class MotionRegions
{
    /// <summary>The largest ones are kept; further ones only say that something moves, which these do too.</summary>
    public const int Most = 16;

    private const int BlockSide = 2; // cells; neighbouring blocks are joined

    private readonly MotionGrid _grid;
    private readonly int _least;
    private readonly int _columns;
    private readonly int _rows;
    private readonly byte[] _blocks; // changed cells of each
    private readonly int[] _open;
    private readonly MotionRegion[] _regions = new MotionRegion[Most];
    private int _count;

    /// <param name="least">Cells that a region must have.</param>
    public MotionRegions(in MotionGrid grid, int least)
    {
        (_grid, _least) = (grid, least);
        (_columns, _rows) = ((grid.Columns + 1) / BlockSide, (grid.Rows + 1) / BlockSide);
        (_blocks, _open) = (new byte[_columns * _rows], new int[_columns * _rows]);
    }

    /// <summary>Those of the last frame, the largest first. Valid until the next.</summary>
    public ReadOnlySpan<MotionRegion> Found => _regions.AsSpan(0, _count);

    public void Clear() => _count = 0;

    /// <param name="changed">0 for cells that have not.</param>
    public void Find(ReadOnlySpan<byte> changed) // hot: per frame in which something changed
    {
        _count = 0;
        Gather(changed);
        var from = 0;
        while (_blocks.AsSpan(from).IndexOfAnyExcept((byte)0) is >= 0 and var next)
        {
            from += next;
            Add(Follow(from));
        }
    }

    private void Gather(ReadOnlySpan<byte> changed)
    {
        for (var y = 0; y < _grid.Rows; y++)
        {
            var row = changed.Slice(y * _grid.Columns, _grid.Columns);
            var into = _blocks.AsSpan(y / BlockSide * _columns, _columns);
            var x = 0;
            while (row[x..].IndexOfAnyExcept((byte)0) is >= 0 and var next)
            {
                x += next;
                into[x / BlockSide]++;
                if (++x == row.Length) break;
            }
        }
    }

    /// <summary>Takes a block and all that hang together with it out of the picture.</summary>
    private MotionRegion Follow(int start)
    {
        var (cells, left, top, right, bottom) = (0, int.MaxValue, int.MaxValue, 0, 0);
        var open = 0;
        Open(start);
        while (open > 0)
        {
            var (y, x) = Math.DivRem(_open[--open], _columns);
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
            for (var row = Math.Max(0, y - 1); row <= Math.Min(_rows - 1, y + 1); row++)
            {
                for (var column = Math.Max(0, x - 1); column <= Math.Min(_columns - 1, x + 1); column++)
                {
                    var block = (row * _columns) + column;
                    if (_blocks[block] != 0) Open(block);
                }
            }
        }
        return new MotionRegion(
            _grid.BoxOf(left * BlockSide, top * BlockSide, Math.Min(right * BlockSide, _grid.Columns), Math.Min(bottom * BlockSide, _grid.Rows)), cells);

        void Open(int block)
        {
            cells += _blocks[block];
            _blocks[block] = 0; // so that each is opened once
            _open[open++] = block;
        }
    }

    private void Add(in MotionRegion region)
    {
        if (region.Cells < _least || (_count == Most && region.Cells <= _regions[Most - 1].Cells)) return;
        var at = _count < Most ? _count++ : Most - 1;
        for (; at > 0 && _regions[at - 1].Cells < region.Cells; at--) _regions[at] = _regions[at - 1];
        _regions[at] = region;
    }
}

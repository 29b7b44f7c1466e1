namespace Shoreline.Vision.Detectors.Heads;

/// <summary>The cells of one stride, row by row.</summary>
/// <param name="FirstCell">Number of its first cell, counted over all strides.</param>
internal readonly record struct Grid(int Stride, int Columns, int Rows, int FirstCell)
{
    public int CellCount => Columns * Rows;

    public int EndCell => FirstCell + CellCount;

    /// <summary>The grids of an input. A side that is no multiple of the stride loses its rest, as it does in the networks.</summary>
    public static Grid[] Of(IReadOnlyList<int> strides, int width, int height)
    {
        var (grids, first) = (new Grid[strides.Count], 0);
        for (var i = 0; i < grids.Length; i++)
        {
            grids[i] = new Grid(strides[i], width / strides[i], height / strides[i], first);
            first = grids[i].EndCell;
        }
        return grids;
    }
}

using Shoreline.Media;

namespace Shoreline.Vision.Sampling;

/// <summary>A frame's brightness on a grid of 32 × 18 cells: enough to tell whether two frames show the same scene.</summary>
/// <remarks>
/// Of each cell 64 pixels are looked at, spread over it, so a frame of any size costs the same: about a twentieth of a millisecond.
/// </remarks>
internal sealed class Thumbnail
{
    public const int Columns = 32;
    public const int Rows = 18;
    private const int PointsPerSide = 8;

    // Below this the picture is one grey: a hand before the lens, a dark room. Nothing can be told from what noise there is.
    private const float LeastDeviation = 2;

    private readonly float[] _cells = new float[Columns * Rows]; // brightness less the mean

    private float _deviation;

    private bool IsFlat => _deviation < LeastDeviation;

    public unsafe void Take(in Frame frame)
    {
        Span<int> xs = stackalloc int[Columns * PointsPerSide];
        for (var i = 0; i < xs.Length; i++) xs[i] = (int)((2L * i + 1) * frame.Width / (2 * xs.Length));
        const int RowCount = Rows * PointsPerSide;
        Array.Clear(_cells);
        for (var row = 0; row < RowCount; row++)
        {
            var line = (byte*)frame.Luma + ((nint)((2L * row + 1) * frame.Height / (2 * RowCount)) * frame.Stride);
            var cells = _cells.AsSpan(row / PointsPerSide * Columns, Columns);
            for (var i = 0; i < xs.Length; i++) cells[i / PointsPerSide] += line[xs[i]];
        }
        Centre();
    }

    public void CopyFrom(Thumbnail other)
    {
        other._cells.CopyTo(_cells, 0);
        _deviation = other._deviation;
    }

    /// <summary>0: the same scene, if need be in another light; 1: nothing in common. One less the correlation of both.</summary>
    public float DifferenceFrom(Thumbnail other)
    {
        if (IsFlat || other.IsFlat) return IsFlat && other.IsFlat ? 0 : 1;
        float sum = 0;
        for (var i = 0; i < _cells.Length; i++) sum += _cells[i] * other._cells[i];
        return Math.Clamp(1 - (sum / (_cells.Length * _deviation * other._deviation)), 0, 1);
    }

    private void Centre()
    {
        float sum = 0, squares = 0;
        foreach (var cell in _cells) sum += cell;
        var mean = sum / _cells.Length;
        for (var i = 0; i < _cells.Length; i++)
        {
            _cells[i] = (_cells[i] - mean) / (PointsPerSide * PointsPerSide);
            squares += _cells[i] * _cells[i];
        }
        _deviation = MathF.Sqrt(squares / _cells.Length);
    }
}

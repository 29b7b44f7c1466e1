using Shoreline.Core.Records;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Detectors.Heads;

/// <summary>Head <c>yolox</c>: the cells of all strides in one output, each (dx, dy, dw, dh, objectness, classes).</summary>
/// <remarks>
/// Score objectness · best class; centre ((c + dx) · stride, (r + dy) · stride), size (e^dw · stride, e^dh · stride). One class a cell, the
/// best: upstream's own demonstration does the same.
/// </remarks>
internal sealed class YoloxHead(ModelManifest manifest) : Head(manifest)
{
    private const int BoxValues = 5;

    private Grid[] _grids = [];
    private TensorBuffer? _output;

    protected override IReadOnlyList<string> DefaultOutputs { get; } = ["output"];

    private IReadOnlyList<int> Strides => Decoder.Strides ?? [8, 16, 32];

    public override IReadOnlyList<HeadOutput> OutputsFor(int width, int height) =>
        [new HeadOutput(OutputName(0), [1, Grid.Of(Strides, width, height).Sum(grid => grid.CellCount), BoxValues + ClassCount])];

    public override void Bind(int width, int height, IReadOnlyList<TensorBuffer> outputs) =>
        (_grids, _output) = (Grid.Of(Strides, width, height), outputs[0]);

    public override void Propose(float threshold, Candidates into) // hot: per frame
    {
        var rows = _output!.Floats;
        foreach (ref readonly var grid in _grids.AsSpan()) Propose(grid, rows, threshold, into);
    }

    private void Propose(in Grid grid, ReadOnlySpan<float> rows, float threshold, Candidates into)
    {
        var values = BoxValues + ClassCount;
        for (var cell = 0; cell < grid.CellCount; cell++)
        {
            var from = (grid.FirstCell + cell) * values;
            var objectness = rows[from + 4];
            if (objectness < threshold) continue; // no class adds to it
            var (best, label) = Scores.Best(rows.Slice(from + BoxValues, ClassCount));
            var score = objectness * best;
            if (score < threshold) continue;
            var (row, column) = Math.DivRem(cell, grid.Columns);
            var (x, y) = ((column + rows[from]) * grid.Stride, (row + rows[from + 1]) * grid.Stride);
            var (width, height) = (MathF.Exp(rows[from + 2]) * grid.Stride, MathF.Exp(rows[from + 3]) * grid.Stride);
            into.Add(new Candidate(score, new Box(x - (width / 2), y - (height / 2), width, height), grid.FirstCell + cell, label));
        }
    }
}

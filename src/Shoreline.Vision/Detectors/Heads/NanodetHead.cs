using Shoreline.Core.Records;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Detectors.Heads;

/// <summary>Head <c>nanodet</c>: at each stride class scores, and each side of a box as a distribution over bins.</summary>
/// <remarks>
/// The centre of a cell in column c is c · stride + (stride − 1) / 2, likewise for rows. The distance to a side (left, top, right, bottom)
/// is the expectation of the softmax over its bins 0, 1, 2, …, times the stride. One class a cell, the best: all that reach
/// the threshold find no more on the test media, and call a person a bear as well.
/// </remarks>
internal sealed class NanodetHead(ModelManifest manifest) : Head(manifest)
{
    private const int OutputsOfStride = 2; // classes, distances

    private Grid[] _grids = [];
    private IReadOnlyList<TensorBuffer> _outputs = [];

    protected override IReadOnlyList<string> DefaultOutputs { get; } = ["cls_pred_stride_{stride}", "dis_pred_stride_{stride}"];

    private IReadOnlyList<int> Strides => Decoder.Strides ?? [8, 16, 32];

    private int Bins => Decoder.Bins ?? 8;

    public override IReadOnlyList<HeadOutput> OutputsFor(int width, int height) =>
    [
        .. Grid.Of(Strides, width, height).SelectMany(grid => new HeadOutput[]
        {
            new(OutputName(0, grid.Stride), [1, grid.CellCount, ClassCount]),
            new(OutputName(1, grid.Stride), [1, grid.CellCount, 4 * Bins]),
        }),
    ];

    public override void Bind(int width, int height, IReadOnlyList<TensorBuffer> outputs) =>
        (_grids, _outputs) = (Grid.Of(Strides, width, height), outputs);

    public override void Propose(float threshold, Candidates into) // hot: per frame
    {
        for (var i = 0; i < _grids.Length; i++)
        {
            Propose(_grids[i], _outputs[OutputsOfStride * i].Floats, _outputs[(OutputsOfStride * i) + 1].Floats, threshold, into);
        }
    }

    private void Propose(in Grid grid, ReadOnlySpan<float> scores, ReadOnlySpan<float> distances, float threshold, Candidates into)
    {
        for (var cell = 0; cell < grid.CellCount; cell++)
        {
            var classes = scores.Slice(cell * ClassCount, ClassCount);
            if (Scores.AllBelow(classes, threshold)) continue;
            var (score, label) = Scores.Best(classes);
            var sides = distances.Slice(4 * Bins * cell, 4 * Bins);
            var (row, column) = Math.DivRem(cell, grid.Columns);
            var (x, y) = ((column * grid.Stride) + ((grid.Stride - 1) / 2f), (row * grid.Stride) + ((grid.Stride - 1) / 2f));
            var (left, top) = (Distance(sides, 0) * grid.Stride, Distance(sides, 1) * grid.Stride);
            var (right, bottom) = (Distance(sides, 2) * grid.Stride, Distance(sides, 3) * grid.Stride);
            into.Add(new Candidate(score, new Box(x - left, y - top, left + right, top + bottom), grid.FirstCell + cell, label));
        }
    }

    private float Distance(ReadOnlySpan<float> sides, int side)
    {
        var bins = sides.Slice(side * Bins, Bins);
        var (most, _) = Scores.Best(bins); // subtracted so that no power overflows
        float sum = 0, expectation = 0;
        for (var i = 0; i < bins.Length; i++)
        {
            var weight = MathF.Exp(bins[i] - most);
            sum += weight;
            expectation += i * weight;
        }
        return expectation / sum;
    }
}

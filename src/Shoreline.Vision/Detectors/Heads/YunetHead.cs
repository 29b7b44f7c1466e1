using Shoreline.Core.Records;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Detectors.Heads;

/// <summary>Head <c>yunet</c>: at each stride a grid of cells, each with a class score, an objectness, a box and five landmarks.</summary>
/// <remarks>
/// A cell in row r and column c means: score √(class · objectness), centre ((c + b₀) · stride, (r + b₁) · stride), size (e^b₂ · stride,
/// e^b₃ · stride), landmark n at ((c + k₂ₙ) · stride, (r + k₂ₙ₊₁) · stride).
/// </remarks>
internal sealed class YunetHead(ModelManifest manifest) : Head(manifest)
{
    private const int Landmarks = 5;
    private static readonly int[] Values = [1, 1, 4, 2 * Landmarks]; // class, objectness, box, landmarks

    private Grid[] _grids = [];
    private IReadOnlyList<TensorBuffer> _outputs = [];

    public override int KeypointCount => Landmarks;

    protected override IReadOnlyList<string> DefaultOutputs { get; } = ["cls_{stride}", "obj_{stride}", "bbox_{stride}", "kps_{stride}"];

    private IReadOnlyList<int> Strides => Decoder.Strides ?? [8, 16, 32];

    public override IReadOnlyList<HeadOutput> OutputsFor(int width, int height) =>
    [
        .. Grid.Of(Strides, width, height).SelectMany(
            grid => Values.Select((values, i) => new HeadOutput(OutputName(i, grid.Stride), [1, grid.CellCount, values]))),
    ];

    public override void Bind(int width, int height, IReadOnlyList<TensorBuffer> outputs) =>
        (_grids, _outputs) = (Grid.Of(Strides, width, height), outputs);

    public override void Propose(float threshold, Candidates into) // hot: per frame
    {
        for (var i = 0; i < _grids.Length; i++) Propose(_grids[i], i * Values.Length, threshold, into);
    }

    public override void ReadKeypoints(int cell, Span<Keypoint> into)
    {
        var i = 0;
        while (cell >= _grids[i].EndCell) i++;
        var (local, stride) = (cell - _grids[i].FirstCell, _grids[i].Stride);
        var (row, column) = Math.DivRem(local, _grids[i].Columns);
        var points = _outputs[(i * Values.Length) + 3].Floats.Slice(2 * Landmarks * local, 2 * Landmarks);
        for (var n = 0; n < Landmarks; n++)
        {
            into[n] = new Keypoint((column + points[2 * n]) * stride, (row + points[(2 * n) + 1]) * stride, Score: 1);
        }
    }

    private void Propose(in Grid grid, int firstOutput, float threshold, Candidates into)
    {
        var classes = _outputs[firstOutput].Floats;
        var objects = _outputs[firstOutput + 1].Floats[..classes.Length];
        var boxes = _outputs[firstOutput + 2].Floats;
        var least = threshold * threshold; // compared before the square root: nearly all cells end here
        for (var cell = 0; cell < classes.Length; cell++)
        {
            var product = Math.Clamp(classes[cell], 0, 1) * Math.Clamp(objects[cell], 0, 1);
            if (product < least) continue;
            var (row, column) = Math.DivRem(cell, grid.Columns);
            var box = boxes.Slice(4 * cell, 4);
            var (width, height) = (MathF.Exp(box[2]) * grid.Stride, MathF.Exp(box[3]) * grid.Stride);
            var (x, y) = ((column + box[0]) * grid.Stride, (row + box[1]) * grid.Stride);
            into.Add(new Candidate(MathF.Sqrt(product), new Box(x - (width / 2), y - (height / 2), width, height), grid.FirstCell + cell));
        }
    }
}

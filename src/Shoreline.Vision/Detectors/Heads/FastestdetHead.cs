using Shoreline.Core.Records;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Detectors.Heads;

/// <summary>Head <c>fastestdet</c>: one grid, channels first: objectness, four numbers of a box, classes.</summary>
/// <remarks>
/// Score objectness^p · class^(1 − p); centre ((c + tanh b₀) · stride, (r + tanh b₁) · stride); width and height sigmoid b₂ and b₃ of the
/// whole input.
/// </remarks>
internal sealed class FastestdetHead(ModelManifest manifest) : Head(manifest)
{
    private const int BoxChannels = 5;

    private Grid _grid;
    private int _width;
    private int _height;
    private TensorBuffer? _output;

    // the exporter's number; the upstream file has no better name
    protected override IReadOnlyList<string> DefaultOutputs { get; } = ["758"];

    private IReadOnlyList<int> Strides => Decoder.Strides ?? [16];

    private float Power => Decoder.ObjectnessPower ?? 0.6f;

    public override IReadOnlyList<HeadOutput> OutputsFor(int width, int height)
    {
        var grid = Grid.Of(Strides, width, height)[0];
        return [new HeadOutput(OutputName(0), [1, BoxChannels + ClassCount, grid.Rows, grid.Columns])];
    }

    public override void Bind(int width, int height, IReadOnlyList<TensorBuffer> outputs) =>
        (_grid, _width, _height, _output) = (Grid.Of(Strides, width, height)[0], width, height, outputs[0]);

    public override void Propose(float threshold, Candidates into) // hot: per frame
    {
        var values = _output!.Floats;
        var count = _grid.CellCount;
        var least = MathF.Pow(threshold, 1 / Power); // a class of 1 cannot lift less than this over the threshold
        for (var cell = 0; cell < count; cell++)
        {
            if (values[cell] < least) continue;
            var (best, label) = Scores.Best(values[((BoxChannels * count) + cell)..], count);
            var score = MathF.Pow(values[cell], Power) * MathF.Pow(best, 1 - Power);
            if (score < threshold) continue;
            var (row, column) = Math.DivRem(cell, _grid.Columns);
            var (x, y) = (
                (column + MathF.Tanh(values[count + cell])) * _grid.Stride, (row + MathF.Tanh(values[(2 * count) + cell])) * _grid.Stride);
            var (width, height) = (Sigmoid(values[(3 * count) + cell]) * _width, Sigmoid(values[(4 * count) + cell]) * _height);
            into.Add(new Candidate(score, new Box(x - (width / 2), y - (height / 2), width, height), cell, label));
        }
    }

    private static float Sigmoid(float value) => 1 / (1 + MathF.Exp(-value));
}

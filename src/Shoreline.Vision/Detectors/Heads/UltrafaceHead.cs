using Shoreline.Core.Records;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Detectors.Heads;

/// <summary>Head <c>ultraface</c>: boxes and scores that the network has decoded itself, one row for each anchor.</summary>
/// <remarks>Scores are (background, class, …); boxes (left, top, right, bottom) as fractions of the input.</remarks>
internal sealed class UltrafaceHead(ModelManifest manifest) : Head(manifest)
{
    private int _width;
    private int _height;
    private IReadOnlyList<TensorBuffer> _outputs = [];

    protected override IReadOnlyList<string> DefaultOutputs { get; } = ["scores", "boxes"];

    public override IReadOnlyList<HeadOutput> OutputsFor(int width, int height)
    {
        var (strides, anchors) = (Decoder.Strides ?? [8, 16, 32, 64], Decoder.AnchorsPerCell ?? [3, 2, 2, 3]);
        var count = 0;
        for (var i = 0; i < strides.Count; i++) count += Cells(width, strides[i]) * Cells(height, strides[i]) * anchors[i];
        return [new HeadOutput(OutputName(0), [1, count, 1 + ClassCount]), new HeadOutput(OutputName(1), [1, count, 4])];
    }

    public override void Bind(int width, int height, IReadOnlyList<TensorBuffer> outputs) =>
        (_width, _height, _outputs) = (width, height, outputs);

    public override void Propose(float threshold, Candidates into) // hot: per frame
    {
        var scores = _outputs[0].Floats;
        var boxes = _outputs[1].Floats;
        var values = 1 + ClassCount;
        for (var cell = 0; cell < boxes.Length / 4; cell++)
        {
            var classes = scores.Slice((cell * values) + 1, ClassCount);
            if (Scores.AllBelow(classes, threshold)) continue;
            var (score, label) = Scores.Best(classes);
            var box = boxes.Slice(4 * cell, 4);
            var (left, top) = (box[0] * _width, box[1] * _height);
            into.Add(new Candidate(score, new Box(left, top, (box[2] * _width) - left, (box[3] * _height) - top), cell, label));
        }
    }

    private static int Cells(int side, int stride) => (side + stride - 1) / stride;
}

using Shoreline.Core.Records;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Detectors.Heads;

/// <summary>Head <c>movenet</c>: the keypoints of one person, each (y, x, score) with y and x as fractions of the input.</summary>
/// <remarks>
/// The network gives no person. The score is the mean of the keypoints', the box what the keypoints span that reach
/// <c>thresholds.keypoint</c>.
/// </remarks>
internal sealed class MovenetHead(ModelManifest manifest) : Head(manifest)
{
    private readonly int _count = manifest.Keypoints.Count;
    private readonly float _leastKeypoint = manifest.Thresholds.Keypoint;
    private int _width;
    private int _height;
    private TensorBuffer? _output;

    public override int KeypointCount => _count;

    protected override IReadOnlyList<string> DefaultOutputs { get; } = ["output_0"];

    public override IReadOnlyList<HeadOutput> OutputsFor(int width, int height) => [new HeadOutput(OutputName(0), [1, 1, _count, 3])];

    public override void Bind(int width, int height, IReadOnlyList<TensorBuffer> outputs) =>
        (_width, _height, _output) = (width, height, outputs[0]);

    public override void Propose(float threshold, Candidates into) // hot: per frame
    {
        var values = _output!.Floats;
        var (sum, seen) = (0f, 0);
        var (left, top, right, bottom) = (float.MaxValue, float.MaxValue, float.MinValue, float.MinValue);
        for (var i = 0; i < _count; i++)
        {
            var (y, x, score) = (values[3 * i] * _height, values[(3 * i) + 1] * _width, values[(3 * i) + 2]);
            sum += score + (0 * (x + y)); // a place that is no number makes the whole pose none
            if (score < _leastKeypoint) continue;
            seen++;
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
        }
        if (sum / _count < threshold || seen == 0) return;
        into.Add(new Candidate(sum / _count, new Box(left, top, right - left, bottom - top), 0));
    }

    public override void ReadKeypoints(int cell, Span<Keypoint> into)
    {
        var values = _output!.Floats;
        for (var i = 0; i < _count; i++) into[i] = new Keypoint(values[(3 * i) + 1] * _width, values[3 * i] * _height, values[(3 * i) + 2]);
    }
}

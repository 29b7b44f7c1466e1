using Shoreline.Core.Records;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Detectors.Heads;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Tests.Detectors.Heads;

/// <summary>Each head on outputs made by hand: what it makes of one cell, and of numbers that are none.</summary>
public sealed class HeadTests : IDisposable
{
    private readonly List<TensorBuffer> _outputs = [];
    private readonly Candidates _candidates = new();

    public void Dispose()
    {
        foreach (var output in _outputs) output.Dispose();
    }

    [Fact]
    public void Yunet_reads_score_box_and_landmarks_of_a_cell()
    {
        var head = Bind("yunet-n-320", 320, 320);
        var cell = (3 * 20) + 5; // row 3, column 5 of stride 16
        _outputs[4].Floats[cell] = 0.81f;
        _outputs[5].Floats[cell] = 1.5f; // cut to 1
        Set(_outputs[6], cell, 0.5f, 0.25f, MathF.Log(2), MathF.Log(3));
        Set(_outputs[7], cell, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        head.Propose(0.7f, _candidates);

        var found = Assert.Single(_candidates.All.ToArray());
        Assert.Equal(0.9f, found.Score, 1e-5f);
        AssertBox(88 - 16, 52 - 24, 32, 48, found.Box);
        var points = new Keypoint[5];
        head.ReadKeypoints(found.Cell, points);
        Assert.Equal(new Keypoint(96, 80, 1), points[0]);
        Assert.Equal(new Keypoint(14 * 16, 13 * 16, 1), points[4]);
    }

    [Fact]
    public void Ultraface_reads_fractions_of_the_input()
    {
        var head = Bind("ultraface-rfb-320", 320, 240);
        Set(_outputs[0], 4419, 0.2f, 0.8f);
        Set(_outputs[1], 4419, 0.25f, 0.5f, 0.75f, 1);
        head.Propose(0.7f, _candidates);
        AssertBox(80, 120, 160, 120, Assert.Single(_candidates.All.ToArray()).Box);
    }

    [Fact]
    public void Yolox_reads_the_best_class_of_a_cell()
    {
        var head = Bind("yolox-nano", 416, 416);
        var cell = (52 * 52) + (26 * 26) + (2 * 13) + 4; // row 2, column 4 of stride 32
        Set(_outputs[0], cell, [0.5f, 0.5f, MathF.Log(2), 0, 0.8f, .. new float[80]]);
        _outputs[0].Floats[(cell * 85) + 5 + 39] = 0.9f;
        head.Propose(0.5f, _candidates);
        var found = Assert.Single(_candidates.All.ToArray());
        Assert.Equal((0.72f, 39), (MathF.Round(found.Score, 5), found.Label));
        AssertBox(144 - 32, 80 - 16, 64, 32, found.Box);
    }

    [Fact]
    public void Nanodet_reads_the_expectation_of_each_side()
    {
        var head = Bind("nanodet-m-416", 416, 416);
        var cell = (1 * 52) + 2;
        _outputs[0].Floats[(cell * 80) + 16] = 0.6f;
        for (var side = 0; side < 4; side++) _outputs[1].Floats[(cell * 32) + (side * 8) + side + 1] = 100; // all on one bin
        head.Propose(0.45f, _candidates);
        var found = Assert.Single(_candidates.All.ToArray());
        Assert.Equal(16, found.Label);
        AssertBox(19.5f - 8, 11.5f - 16, 8 + 24, 16 + 32, found.Box);
    }

    [Fact]
    public void Fastestdet_reads_channels_first()
    {
        var head = Bind("fastestdet", 352, 352);
        var (cells, cell) = (22 * 22, (3 * 22) + 5);
        var values = _outputs[0].Floats;
        values[cell] = 0.9f;
        values[(5 * cells) + (2 * cells) + cell] = 0.8f;
        head.Propose(0.65f, _candidates);
        var found = Assert.Single(_candidates.All.ToArray());
        Assert.Equal(2, found.Label);
        Assert.Equal(MathF.Pow(0.9f, 0.6f) * MathF.Pow(0.8f, 0.4f), found.Score, 1e-5f);
        AssertBox(80 - 88, 48 - 88, 176, 176, found.Box); // tanh 0 is 0, sigmoid 0 a half
    }

    [Fact]
    public void Movenet_gives_one_person_around_the_keypoints_that_count()
    {
        var head = Bind("movenet-lightning", 192, 192);
        for (var i = 0; i < 17; i++)
        {
            Set(_outputs[0], i, i < 2 ? 0.25f + (0.25f * i) : 0.9f, i < 2 ? 0.5f + (0.25f * i) : 0.9f, i < 2 ? 0.95f : 0.2f);
        }
        head.Propose(0.2f, _candidates);
        var found = Assert.Single(_candidates.All.ToArray());
        AssertBox(96, 48, 48, 48, found.Box);
        var points = new Keypoint[17];
        head.ReadKeypoints(found.Cell, points);
        Assert.Equal(new Keypoint(96, 48, 0.95f), points[0]);
    }

    [Theory]
    [InlineData("yunet-n-320", 320, 320)]
    [InlineData("ultraface-rfb-320", 320, 240)]
    [InlineData("yolox-nano", 416, 416)]
    [InlineData("nanodet-m-416", 416, 416)]
    [InlineData("fastestdet", 352, 352)]
    [InlineData("movenet-lightning", 192, 192)]
    public void What_is_no_number_is_refused_and_counted(string model, int width, int height)
    {
        var head = Bind(model, width, height);
        foreach (var value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            foreach (var output in _outputs) output.Floats.Fill(value);
            _candidates.Clear();
            head.Propose(0.5f, _candidates);
            Assert.Equal(0, _candidates.Count);
            if (float.IsNaN(value)) Assert.True(_candidates.Refused > 0);
        }
    }

    private IHead Bind(string model, int width, int height)
    {
        var head = Head.Create(ModelCatalog.Load().Manifest(model));
        foreach (var output in head.OutputsFor(width, height)) _outputs.Add(new TensorBuffer(TensorElementType.Float32, output.Dimensions));
        head.Bind(width, height, _outputs);
        return head;
    }

    private static void Set(TensorBuffer tensor, int row, params ReadOnlySpan<float> values) =>
        values.CopyTo(tensor.Floats[(row * values.Length)..]);

    private static void AssertBox(float x, float y, float width, float height, Box box)
    {
        Assert.Equal(x, box.X, 1e-3f);
        Assert.Equal(y, box.Y, 1e-3f);
        Assert.Equal(width, box.Width, 1e-3f);
        Assert.Equal(height, box.Height, 1e-3f);
    }
}

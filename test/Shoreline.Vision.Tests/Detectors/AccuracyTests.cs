namespace Shoreline.Vision.Tests.Detectors;

/// <summary>Each model against what people see, on the sampled frames. All frames: <c>bench … accuracy</c>.</summary>
public sealed class AccuracyTests(AccuracyFixture media, ITestOutputHelper output) : IClassFixture<AccuracyFixture>
{
    [Theory] // at least the shares that these weights reach with their makers' own code, less what another decoder may move
    [InlineData("yunet-2023mar", 0.99, 0.99)]
    [InlineData("yunet-n-320", 0.97, 0.99)]
    [InlineData("yunet-n-dynamic", 0.95, 0.98)]
    [InlineData("ultraface-rfb-320", 0.94, 0.99)]
    [InlineData("yolox-nano+movenet-lightning", 0.95, 0.98)]
    [InlineData("nanodet-m-416", 0.96, 0.98)]
    [InlineData("fastestdet", 0.87, 0.99)]
    public void Objects_are_counted_right_and_found(string model, double countedRight, double found)
    {
        var run = media.Of(model);
        output.WriteLine(run.ToString());
        output.WriteLine(string.Join("; ", run.Accuracy.Miscounted));
        Assert.Equal(226, run.Accuracy.Frames);
        Assert.True(run.Accuracy.CountedRightShare >= countedRight, run.ToString());
        Assert.True(run.Accuracy.FoundShare >= found, run.ToString());
    }

    [Fact]
    public void Keypoints_lie_where_the_reference_has_them()
    {
        var run = media.Of("yolox-nano+movenet-lightning");
        Assert.True(run.Keypoints.Keypoints > 1000, run.ToString());
        Assert.True(run.Keypoints.NearShare >= 0.95, run.ToString());
    }

    [Fact]
    public void A_clip_gives_the_same_detections_as_ever()
    {
        var records = GoldenDetections.Read(Path.Combine(AppContext.BaseDirectory, "Detectors", "golden.ndjson"));
        Assert.Equal(media.KeptCount, records.Count);
        Assert.Empty(records.SelectMany(golden =>
            GoldenDetections.Differences(golden, media.Kept(golden), media.Of(golden.Model.Name).Model.Manifest.Thresholds.Score)));
    }
}

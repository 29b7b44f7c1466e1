using Shoreline.Vision.Models;

namespace Shoreline.Vision.Tests.Detectors;

/// <summary>Each model against what people see, on the sampled frames. All frames: <c>bench … accuracy</c>.</summary>
public sealed class AccuracyTests(AccuracyFixture media, ITestOutputHelper output) : IClassFixture<AccuracyFixture>
{
    public static TheoryData<string> Models => new(AccuracyGoal.All.Select(goal => goal.Model));

    [Theory]
    [MemberData(nameof(Models))]
    public void Objects_are_counted_right_and_found(string model)
    {
        var (run, goal) = (media.Of(model), AccuracyGoal.All.Single(each => each.Model == model));
        output.WriteLine(run.ToString());
        output.WriteLine(string.Join("; ", run.Accuracy.Miscounted));
        Assert.Equal(226, run.Accuracy.Frames);
        Assert.True(run.Accuracy.CountedRightShare >= goal.LeastCountedRight, run.ToString());
        Assert.True(run.Accuracy.FoundShare >= goal.LeastFound, run.ToString());
    }

    [Fact]
    public void Keypoints_lie_where_the_reference_has_them()
    {
        var run = media.Of("yolox-nano+movenet-lightning");
        Assert.True(run.Keypoints.Keypoints > 1000, run.ToString());
        Assert.True(run.Keypoints.NearShare >= AccuracyGoal.All.Single(goal => goal.Model == run.Model.Name).Keypoints, run.ToString());
    }

    [Fact]
    public void Every_model_has_golden_detections() =>
        Assert.Empty(ModelCatalog.Load().Names.Except(GoldenDetections.Models.SelectMany(chain => chain.Split('+'))));

    [Fact]
    public void A_clip_gives_the_same_detections_as_ever()
    {
        var records = GoldenDetections.Read(Path.Combine(AppContext.BaseDirectory, "Detectors", "golden.ndjson"));
        Assert.Equal(media.KeptCount, records.Count);
        Assert.Empty(records.SelectMany(golden =>
            GoldenDetections.Differences(golden, media.Kept(golden), media.Of(golden.Model.Name).Model.Manifest.Thresholds.Score)));
    }
}

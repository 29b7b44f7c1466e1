using Shoreline.Vision.Models;

namespace Shoreline.Vision.Tests.Tracking;

/// <summary>The tracker against scenes whose ground truth is known because they are drawn.</summary>
public sealed class SceneTrackingTests(ITestOutputHelper output)
{
    public static TheoryData<int, int> Bodies =>
        new(SceneTracking.BodyScenes.Select(scene => new TheoryDataRow<int, int>(scene.Seed, scene.Fps)));

    public static TheoryData<string> Faces => new(SceneTracking.FaceScenes);

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Bodies_found_by_a_detector_that_errs_keep_their_numbers(int seed, int fps) => Judge(SceneTracking.Bodies(seed, fps));

    [Theory]
    [MemberData(nameof(Faces))]
    public async Task Faces_found_by_the_model_in_the_drawn_pictures_keep_their_numbers(string scene)
    {
        _ = TestAssets.Model("models.json");
        using var detector = ModelCatalog.Load().Resolve("yunet-n-320").Open();
        Judge(await SceneTracking.FacesAsync(scene, detector, 600, TestContext.Current.CancellationToken));
    }

    private void Judge(TrackingAccuracy accuracy)
    {
        output.WriteLine($"MOTA {accuracy.Mota:0.0000}, {accuracy.Objects} objects in {accuracy.Frames} frames, missed {accuracy.Missed}, invented {accuracy.Invented}");
        foreach (var change in accuracy.Switches) output.WriteLine(change.ToString());
        Assert.True(accuracy.Mota >= 0.95, $"MOTA {accuracy.Mota:0.000}");
        Assert.DoesNotContain(accuracy.Switches, change => !change.AtOcclusion);
    }
}

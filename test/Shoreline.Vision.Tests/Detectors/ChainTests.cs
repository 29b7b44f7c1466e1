using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Tests.Detectors;

public sealed class ChainTests
{
    [Fact]
    public async Task Each_person_gets_a_pose_of_their_own()
    {
        var (found, detector) = await LookAsync("faces-walk-pause.mp4", "yolox-nano+movenet-lightning");
        Assert.Equal("yolox-nano+movenet-lightning", detector.ModelName);
        Assert.Equal(2, detector.ModelDigest!.Split('+').Count(
            digest => digest.StartsWith("sha256:", StringComparison.Ordinal) && digest.Length == 71));
        var persons = Enumerable.Range(0, found.Count).Where(i => found[i].Label == "person").ToArray();
        Assert.Equal(3, persons.Length);
        foreach (var person in persons)
        {
            Assert.Equal(17, found.Keypoints(person).Length);
            var (box, nose) = (found[person].Box, found.Keypoints(person)[0]);
            Assert.InRange(nose.X, box.X, box.X + box.Width);
            Assert.InRange(nose.Y, box.Y, box.Y + (box.Height / 2));
        }
        Assert.All(Enumerable.Range(0, found.Count).Except(persons), i => Assert.Equal(0, found.Keypoints(i).Length));
    }

    [Fact]
    public async Task A_second_detector_adds_what_it_finds_in_the_crops_once()
    {
        var (found, _) = await LookAsync("group-of-ten.jpg", "yolox-nano+yunet-n-320");
        var reference = FaceMedia.ReferenceOf("group-of-ten.jpg");
        var accuracy = new DetectionAccuracy(Subject.Face);
        accuracy.Add(reference, 0, found);
        Assert.Equal((10, 10), (accuracy.ReferenceBoxes, accuracy.BoxesFound));
        var faces = Enumerable.Range(0, found.Count).Select(i => found[i]).Where(detection => detection.Label == "face").ToArray();
        Assert.Equal(10, faces.Length);
        Assert.Contains(Enumerable.Range(0, found.Count), i => found[i].Label == "person");
    }

    [Fact]
    public async Task No_more_objects_than_a_manifest_allows_are_looked_at_and_the_rest_is_counted()
    {
        using var folder = new ModelFolder("movenet-lightning", manifest => manifest["crop"]!["atMost"] = 4);
        var (found, detector) = await LookAsync("group-of-ten.jpg", $"yolox-nano+{folder.Path}");
        var persons = Enumerable.Range(0, found.Count).Where(i => found[i].Label == "person").ToArray();
        Assert.Equal(4, persons.Count(i => found.Keypoints(i).Length == 17));
        Assert.All(persons[..4], i => Assert.Equal(17, found.Keypoints(i).Length)); // the best first
        Assert.Equal(persons.Length - 4, detector.Losses.NotLookedAt);
    }

    [Theory]
    [InlineData("yolox-nano+movenet-lightning", "person")]
    [InlineData("yolox-nano+yunet-n-320", "person")] // the manifest says nothing, and persons are found
    [InlineData("yolox-nano+dog,cat:yunet-n-320", "dog,cat")]
    [InlineData("yunet-n-320+ultraface-rfb-320", "face")] // all there is
    [InlineData("yunet-n-320+face:movenet-lightning", "face")]
    public void What_a_model_looks_at_is_said_by_the_chain_its_manifest_or_the_first_model(string chain, string labels)
    {
        _ = TestAssets.Model("models.json");
        var model = ModelCatalog.Load().Resolve(chain);
        Assert.Equal(labels.Split(','), Assert.Single(model.Next).Labels);
    }

    [Theory]
    [InlineData("yolox-nano+", "has a '+' without a model beside it")]
    [InlineData("+yolox-nano", "has a '+' without a model beside it")]
    [InlineData("yolox-nano+person:", "has a '+' without a model beside it")]
    [InlineData("yolox-nano+nothing", "There is no model 'nothing'")]
    [InlineData("yolox-nano+frontal-face-cascade", "can only be the first of a chain")]
    [InlineData("yolox-nano+worker:movenet-lightning", "is to look at worker, but yolox-nano finds person, bicycle")]
    [InlineData("yunet-n-320+movenet-lightning", "is to look at person, but yunet-n-320 finds face: write 'yunet-n-320+LABEL:movenet-lightning'")]
    [InlineData("fastestdet+fastestdet+fastestdet+fastestdet+fastestdet+fastestdet+fastestdet+fastestdet+fastestdet", "has 9 models: 8 at most")]
    public void A_chain_that_cannot_be_is_refused(string chain, string expected)
    {
        _ = TestAssets.Model("models.json");
        Assert.Contains(
            expected, Assert.Throws<InvalidInputException>(() => ModelCatalog.Load().Resolve(chain)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weak_objects_are_told_where_they_are_asked_for_and_nobody_looks_at_them_twice()
    {
        var model = ModelCatalog.Load().Resolve("yolox-nano+movenet-lightning");
        Assert.Equal((0.5f, 0.3f), (model.LeastScore, model.WeakScore)); // not those of the poses
        var (usual, _) = await LookAsync("solvay-1927.jpg", "yolox-nano+movenet-lightning");
        var (weak, _) = await LookAsync("solvay-1927.jpg", "yolox-nano+movenet-lightning", weak: true);

        Assert.InRange(weak.Count, usual.Count + 1, 1000);
        for (var i = 0; i < weak.Count; i++)
        {
            if (i < usual.Count) Assert.Equal(usual[i], weak[i]);
            else Assert.Empty(weak.Keypoints(i).ToArray());
        }
    }

    private static async Task<(DetectionList Found, IDetector Detector)> LookAsync(string name, string chain, bool weak = false)
    {
        _ = TestAssets.Model("models.json");
        var found = new DetectionList();
        using var detector = ModelCatalog.Load().Resolve(chain).Open(new InferenceOptions { Weak = weak });
        await using var capture = TestCapture.Open(name);
        using var lease = await capture.ReadFrameAsync(TestContext.Current.CancellationToken);
        detector.Detect(lease!.Frame, found);
        return (found, detector);
    }
}

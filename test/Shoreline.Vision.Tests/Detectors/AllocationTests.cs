using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Tests.Detectors;

public sealed class AllocationTests
{
    [Theory]
    [InlineData("yunet-2023mar")]
    [InlineData("yunet-n-dynamic")]
    [InlineData("ultraface-rfb-320")]
    [InlineData("yolox-nano")]
    [InlineData("nanodet-m-416")]
    [InlineData("fastestdet")]
    [InlineData("movenet-lightning")]
    [InlineData("frontal-face-cascade")]
    public void A_frame_and_its_record_allocate_nothing_once_the_size_is_known(string name)
    {
        _ = TestAssets.Model("models.json");
        using var detector = ModelCatalog.Load().Resolve(name).Open();
        using var writer = new DetectionRecordWriter(new DeviceName("gw-01"), detector.ModelName, detector.ModelDigest);
        using var picture = TestPicture.Noise(480, 270, seed: 4);
        var (frame, found) = (picture.Frame, new DetectionList());
        void Analyse()
        {
            detector.Detect(frame, found);
            found.Add(new Detection("face", 0.9f, new Box(0.1f, 0.2f, 0.3f, 0.4f)), [new Keypoint(0.1f, 0.2f, 1)]);
            writer.Write(new DetectionFrame(frame.Camera, frame.CapturedAtNs, 1, 2, frame.Width, frame.Height), found);
        }
        Analyse();
        Analyse();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 3; i++) Analyse();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("yolox-nano+movenet-lightning")]
    [InlineData("yolox-nano+yunet-n-320")]
    public async Task A_chain_allocates_nothing_once_it_has_seen_as_many_objects(string chain)
    {
        _ = TestAssets.Model("models.json");
        using var detector = ModelCatalog.Load().Resolve(chain).Open();
        await using var capture = TestCapture.Open("faces-walk-pause.mp4");
        using var lease = await capture.ReadFrameAsync(TestContext.Current.CancellationToken);
        var (frame, found) = (lease!.Frame, new DetectionList());
        detector.Detect(frame, found);
        detector.Detect(frame, found);
        Assert.True(found.Count >= 3);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 3; i++) detector.Detect(frame, found);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}

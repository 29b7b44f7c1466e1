using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Tests.Detectors;

public sealed class AllocationTests
{
    [Theory]
    [InlineData("yunet-2023mar")]
    [InlineData("yunet-n-dynamic")]
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
}

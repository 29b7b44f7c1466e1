using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Testing;
using Shoreline.Vision.Models;

namespace Shoreline.Benchmarks.Vision;

/// <summary>
/// <c>golden FILE</c>: writes the detections that tests compare every build with. To be run, and its changes looked at, when a model
/// changes.
/// </summary>
internal static class VisionGolden
{
    public static async Task<int> RunAsync(string file)
    {
        var (catalog, device, found) = (ModelCatalog.Load(), new DeviceName("golden"), new DetectionList());
        await using var output = File.Create(file);
        foreach (var name in GoldenDetections.Models)
        {
            using var detector = catalog.Resolve(name).Open();
            using var writer = new DetectionRecordWriter(device, detector.ModelName, detector.ModelDigest);
            foreach (var clip in FaceMedia.Clips)
            {
                var reference = FaceMedia.ReferenceOf(clip);
                await using var capture = VisionClips.Open(clip);
                while (await capture.ReadFrameAsync() is { } lease)
                {
                    using var returned = lease;
                    var frame = lease.Frame;
                    if (!GoldenDetections.IsKept(reference, frame.Index)) continue;
                    detector.Detect(frame, found);
                    var at = new DetectionFrame(frame.Camera, CapturedAtNs: 0, frame.Index, frame.PtsNs, frame.Width, frame.Height);
                    output.Write(writer.Write(at, found).Span);
                    output.Write("\n"u8);
                }
            }
        }
        return 0;
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Tests.Detectors;

/// <summary>The default model against what people see, on the sampled frames. All frames: <c>bench … accuracy</c>.</summary>
public sealed class AccuracyTests
{
    private const double Share = 0.95;

    [Fact]
    public async Task Faces_in_the_clips_are_counted_right_and_found()
    {
        var accuracy = await MeasureAsync(FaceMedia.Clips);
        AssertGood(accuracy);
        Assert.True(accuracy.Frames > 200, $"Only {accuracy.Frames} frames were compared.");
    }

    [Fact]
    public async Task Faces_in_the_photographs_are_found()
    {
        var accuracy = await MeasureAsync(FaceMedia.Stills);
        Assert.Equal(FaceMedia.Stills.Count, accuracy.Frames);
        Assert.True(accuracy.FoundShare >= Share, $"{accuracy.BoxesFound} of {accuracy.ReferenceBoxes} faces were found.");
    }

    private static async Task<FaceAccuracy> MeasureAsync(IReadOnlyList<string> names)
    {
        using var detector = ModelCatalog.Load().Resolve(ModelCatalog.DefaultModel).Open();
        var (accuracy, found) = (new FaceAccuracy(), new DetectionList());
        foreach (var name in names)
        {
            var reference = FaceMedia.ReferenceOf(name);
            var options = new CaptureOptions
            {
                Camera = new CameraName("test"),
                Source = FaceMedia.PathOf(name),
                Pace = CapturePace.Offline,
                Reconnect = false,
            };
            await using var capture = Capture.Open(options, NullLogger.Instance);
            while (await capture.ReadFrameAsync(TestContext.Current.CancellationToken) is { } lease)
            {
                using var returned = lease;
                if (reference.BoxesOf(lease.Frame.Index) is null) continue; // decoded, but not one of the samples
                detector.Detect(lease.Frame, found);
                accuracy.Add(reference, lease.Frame.Index, found);
            }
        }
        return accuracy;
    }

    private static void AssertGood(FaceAccuracy accuracy)
    {
        Assert.True(accuracy.CountedRightShare >= Share, $"The faces of {accuracy.FramesCountedRight} in {accuracy.Frames} frames were counted right.");
        Assert.True(accuracy.FoundShare >= Share, $"{accuracy.BoxesFound} of {accuracy.ReferenceBoxes} faces were found.");
    }
}

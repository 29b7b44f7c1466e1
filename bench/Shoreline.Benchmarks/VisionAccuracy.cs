using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Testing;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;

namespace Shoreline.Benchmarks;

/// <summary><c>accuracy [MODEL…]</c>: every frame of every clip and photograph of the test assets against what people see in it.</summary>
internal static class VisionAccuracy
{
    public static async Task<int> RunAsync(IReadOnlyList<string> models)
    {
        var catalog = ModelCatalog.Load();
        foreach (var name in models.Count > 0 ? models : catalog.Names)
        {
            var model = catalog.Resolve(name);
            using var detector = model.Open();
            Console.WriteLine($"\n{model.Name}, score >= {model.Manifest.Thresholds.Score}, {model.WeightsPath}");
            Console.WriteLine($"{"",-24}{"frames",8}{"count right",13}{"boxes found",13}{"ms/frame",10}");
            var clips = await MeasureAsync(detector, FaceMedia.Clips);
            var stills = await MeasureAsync(detector, FaceMedia.Stills);
            Print("all clips", clips.Accuracy, clips.Spent);
            Print("all photographs", stills.Accuracy, stills.Spent);
        }
        return 0;
    }

    private static async Task<(FaceAccuracy Accuracy, TimeSpan Spent)> MeasureAsync(IDetector detector, IReadOnlyList<string> names)
    {
        var (all, spent) = (new FaceAccuracy(), TimeSpan.Zero);
        foreach (var name in names)
        {
            var (accuracy, time) = await MeasureAsync(detector, name);
            Print(name, accuracy, time);
            all.Add(accuracy);
            spent += time;
        }
        return (all, spent);
    }

    private static async Task<(FaceAccuracy Accuracy, TimeSpan Spent)> MeasureAsync(IDetector detector, string name)
    {
        var reference = FaceMedia.ReferenceOf(name);
        var (accuracy, spent, found) = (new FaceAccuracy(), TimeSpan.Zero, new DetectionList());
        var options = new CaptureOptions
        {
            Camera = new CameraName("bench"),
            Source = FaceMedia.PathOf(name),
            Pace = CapturePace.Offline,
            StallTimeout = TimeSpan.FromMinutes(10),
            Reconnect = false,
        };
        await using var capture = Capture.Open(options, NullLogger.Instance);
        while (await capture.ReadFrameAsync() is { } lease)
        {
            using (lease)
            {
                detector.Detect(lease.Frame, found);
                accuracy.Add(reference, lease.Frame.Index, found);
                var times = detector.LastTimes;
                spent += times.Prepare + times.Infer + times.Decode;
            }
        }
        return (accuracy, spent);
    }

    private static void Print(string name, FaceAccuracy accuracy, TimeSpan spent) => Console.WriteLine(
        $"{name,-24}{accuracy.Frames,8}{accuracy.CountedRightShare,13:P1}{(accuracy.ReferenceBoxes == 0 ? "-" : accuracy.FoundShare.ToString("P1", null)),13}" +
        $"{spent.TotalMilliseconds / Math.Max(1, accuracy.Frames),10:N1}");
}

using Shoreline.Core.Records;
using Shoreline.Testing;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;

namespace Shoreline.Benchmarks.Vision;

/// <summary>
/// <c>accuracy [MODEL…]</c>: every model, or chain, on every frame of every clip and photograph of the test assets against what people see
/// in it.
/// </summary>
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
            Console.WriteLine(
                $"{"",-24}{"frames",8}{"count right",13}{"boxes found",13}{"keypoints",11}{"prepare",9}{"infer",8}{"decode",8}");
            var subject = model.Manifest.Labels.Contains("person") ? Subject.Person : Subject.Face;
            Print("all clips", await MeasureAsync(detector, subject, FaceMedia.Clips));
            Print("all photographs", await MeasureAsync(detector, subject, FaceMedia.Stills));
        }
        return 0;
    }

    private static async Task<Result> MeasureAsync(IDetector detector, Subject subject, IReadOnlyList<string> names)
    {
        var all = new Result(new DetectionAccuracy(subject), new KeypointAccuracy(), default);
        foreach (var name in names)
        {
            var one = await MeasureAsync(detector, subject, name);
            Print(name, one);
            all.Accuracy.Add(one.Accuracy);
            all.Keypoints.Add(one.Keypoints);
            all = all with { Spent = all.Spent + one.Spent };
        }
        return all;
    }

    private static async Task<Result> MeasureAsync(IDetector detector, Subject subject, string name)
    {
        var reference = FaceMedia.ReferenceOf(name);
        var (result, found) = (new Result(new DetectionAccuracy(subject), new KeypointAccuracy(), default), new DetectionList());
        await using var capture = VisionClips.Open(name);
        while (await capture.ReadFrameAsync() is { } lease)
        {
            using (lease)
            {
                detector.Detect(lease.Frame, found);
                result.Accuracy.Add(reference, lease.Frame.Index, found);
                result.Keypoints.Add(reference, lease.Frame.Index, found);
                result = result with { Spent = result.Spent + detector.LastTimes };
            }
        }
        return result;
    }

    private static void Print(string name, Result result)
    {
        var (accuracy, keypoints, frames) = (result.Accuracy, result.Keypoints, Math.Max(1, result.Accuracy.Frames));
        Console.WriteLine(
            $"{name,-24}{accuracy.Frames,8}{accuracy.CountedRightShare,13:P1}{(accuracy.ReferenceBoxes == 0 ? "-" : accuracy.FoundShare.ToString("P1", null)),13}" +
            $"{(keypoints.KeypointsNear == 0 ? "-" : keypoints.NearShare.ToString("P1", null)),11}" +
            $"{result.Spent.Prepare.TotalMilliseconds / frames,9:N2}{result.Spent.Infer.TotalMilliseconds / frames,8:N1}{result.Spent.Decode.TotalMilliseconds / frames,8:N3}");
    }

    private sealed record Result(DetectionAccuracy Accuracy, KeypointAccuracy Keypoints, StageTimes Spent);
}

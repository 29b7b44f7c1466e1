using Shoreline.Benchmarks.Vision;
using Shoreline.Core.Records;
using Shoreline.Testing;
using Shoreline.Vision.Models;

namespace Shoreline.Benchmarks.Accuracy;

/// <summary>
/// <c>accuracy [MODEL…]</c>: every model, or chain, on every frame of every clip and photograph of the test assets against what people see
/// in it. <c>accuracy --page FILE</c>: all of them, with tracking, rules and speed, as the page <c>docs/accuracy.md</c>.
/// </summary>
internal static class VisionAccuracy
{
    public static async Task<int> RunAsync(IReadOnlyList<string> models)
    {
        var catalog = ModelCatalog.Load();
        foreach (var name in models.Count > 0 ? models : catalog.Names)
        {
            using var accuracy = new ModelAccuracy(catalog.Resolve(name));
            Console.WriteLine(
                $"\n{accuracy.Model.Name}, score >= {accuracy.Model.Manifest.Thresholds.Score}, {accuracy.Model.WeightsPath}");
            Console.WriteLine(
                $"{"",-24}{"frames",8}{"count right",13}{"boxes found",13}{"keypoints",11}{"prepare",9}{"infer",8}{"decode",8}");
            foreach (var medium in FaceMedia.Clips.Concat(FaceMedia.Stills)) await WatchAsync(medium, [accuracy]);
            foreach (var medium in FaceMedia.Clips.Concat(FaceMedia.Stills)) Print(medium, accuracy.Of(medium));
            Print("all clips", accuracy.Sum(FaceMedia.Clips));
            Print("all photographs", accuracy.Sum(FaceMedia.Stills));
        }
        return 0;
    }

    /// <summary>Shows every frame of a clip or photograph to all models; it is decoded once.</summary>
    public static async Task WatchAsync(string medium, IReadOnlyList<ModelAccuracy> models)
    {
        var reference = FaceMedia.ReferenceOf(medium);
        var found = new DetectionList();
        await using var capture = VisionClips.Open(medium);
        while (await capture.ReadFrameAsync() is { } lease)
        {
            using var returned = lease;
            foreach (var model in models) model.Look(medium, reference, lease.Frame, found);
        }
    }

    private static void Print(string name, AccuracyResult result)
    {
        var (accuracy, keypoints, frames) = (result.All, result.Keypoints, Math.Max(1, result.All.Frames));
        Console.WriteLine(
            $"{name,-24}{accuracy.Frames,8}{accuracy.CountedRightShare,13:P1}{(accuracy.ReferenceBoxes == 0 ? "-" : accuracy.FoundShare.ToString("P1", null)),13}" +
            $"{(keypoints.KeypointsNear == 0 ? "-" : keypoints.NearShare.ToString("P1", null)),11}" +
            $"{result.Spent.Prepare.TotalMilliseconds / frames,9:N2}{result.Spent.Infer.TotalMilliseconds / frames,8:N1}{result.Spent.Decode.TotalMilliseconds / frames,8:N3}");
    }
}

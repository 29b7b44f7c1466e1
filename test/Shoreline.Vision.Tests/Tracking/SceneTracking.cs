using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Tracking;
using TrackingAccuracy = Shoreline.Testing.TrackingAccuracy; // by name: the benchmarks compile this file, too, and have other usings
using TrueObject = Shoreline.Testing.TrueObject;

namespace Shoreline.Vision.Tests.Tracking;

/// <summary>The tracker against scenes whose ground truth is known because they are drawn.</summary>
internal static class SceneTracking
{
    /// <summary>A body of which less than this can be seen is hidden.</summary>
    private const double LeastVisible = 0.35;

    private const int BodySeconds = 120;

    /// <summary>Scenes of two minutes whose bodies a detector finds that errs, with the frames a second.</summary>
    public static IReadOnlyList<(int Seed, int Fps)> BodyScenes { get; } = [(1, 25), (2, 25), (3, 10), (4, 5), (5, 25), (6, 15)];

    /// <summary>Scenes whose faces a model finds.</summary>
    public static IReadOnlyList<string> FaceScenes { get; } = ["scene://entrance?seed=1", "scene://entrance?seed=7"];

    /// <summary>
    /// Bodies as a detector gives them that shakes, misses one in a hundred, and sees one that is not there in a hundred frames.
    /// </summary>
    public static TrackingAccuracy Bodies(int seed, int fps)
    {
        var script = SceneScript.Parse($"scene://entrance?seed={seed}");
        var (tracker, accuracy) = (new Tracker(new TrackerOptions()), new TrackingAccuracy(framesOfOcclusion: 2 * fps));
        var (found, random) = (new DetectionList(), new Random(seed));
        for (var frame = 0; frame < BodySeconds * fps; frame++)
        {
            var truth = Bodies(script.At(frame / (double)fps));
            found.Clear();
            foreach (var body in truth)
            {
                if (body.IsHidden || random.Next(100) == 0) continue; // one in a hundred is missed
                found.Add(new Detection("person", 0.55f + (0.45f * random.NextSingle()), Shake(body.Box, random)), []);
            }
            if (random.Next(100) == 0) // and here and there one sees things
            {
                found.Add(new Detection("person", 0.3f + (0.3f * random.NextSingle()), new Box(random.NextSingle(), 0.3f, 0.1f, 0.3f)), []);
            }
            tracker.Update(found, frame * 1_000_000_000L / fps);
            accuracy.Add(frame, truth, found);
        }
        return accuracy;
    }

    /// <summary>Faces that a model finds in the drawn pictures.</summary>
    public static async Task<TrackingAccuracy> FacesAsync(string scene, IDetector detector, int frames, CancellationToken cancellationToken)
    {
        var (tracker, accuracy, found) = (
            new Tracker(new TrackerOptions()), new TrackingAccuracy(framesOfOcclusion: 0), new DetectionList());
        var script = SceneScript.Parse(scene);
        var options = new CaptureOptions { Camera = new CameraName("c"), Source = scene, Pace = CapturePace.Offline, Reconnect = false };
        await using var capture = Capture.Open(options, NullLogger.Instance);
        while (accuracy.Frames < frames && await capture.ReadFrameAsync(cancellationToken) is { } lease)
        {
            using (lease)
            {
                detector.Detect(lease.Frame, found);
                tracker.Update(found, lease.Frame.PtsNs);
                accuracy.Add(lease.Frame.Index, Faces(script.At(lease.Frame.Index / (double)script.Fps)), found);
            }
        }
        return accuracy;
    }

    private static List<TrueObject> Bodies(SceneTruth truth)
    {
        var bodies = new List<TrueObject>();
        for (var i = 0; i < truth.Figures.Count; i++) // farthest first
        {
            var body = truth.Figures[i].Body;
            var suppressed = truth.Figures.Skip(i + 1).Any(nearer => ToBox(nearer.Body).IoU(ToBox(body)) > 0.45f); // as every detector does
            var covered = truth.Figures.Skip(i + 1).Sum(nearer => Shared(nearer.Body, body)) / Math.Max(1e-9, body.Width * body.Height);
            bodies.Add(new TrueObject(truth.Figures[i].Id, ToBox(body), suppressed || covered > 1 - LeastVisible || body.Width < 0.02));
        }
        return bodies;
    }

    /// <summary>Faces, and where the heads are of those who look away.</summary>
    private static List<TrueObject> Faces(SceneTruth truth) =>
        [.. truth.Figures.Select(figure => new TrueObject(figure.Id, ToBox(figure.Head), figure.Face is null))];

    private static double Shared(SceneBox a, SceneBox b)
    {
        var width = Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X);
        var height = Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y);
        return width > 0 && height > 0 ? width * height : 0;
    }

    private static Box Shake(in Box box, Random random)
    {
        float Error(float size) => size * 0.04f * ((random.NextSingle() * 2) - 1);
        return new Box(box.X + Error(box.Width), box.Y + Error(box.Height), box.Width + Error(box.Width), box.Height + Error(box.Height));
    }

    private static Box ToBox(SceneBox box) => new((float)box.X, (float)box.Y, (float)box.Width, (float)box.Height);
}

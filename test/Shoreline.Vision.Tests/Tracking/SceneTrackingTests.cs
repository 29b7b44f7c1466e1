using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Models;
using Shoreline.Vision.Tracking;

namespace Shoreline.Vision.Tests.Tracking;

/// <summary>The tracker against scenes whose ground truth is known because they are drawn.</summary>
public sealed class SceneTrackingTests(ITestOutputHelper output)
{
    /// <summary>A body of which less than this can be seen is hidden.</summary>
    private const double LeastVisible = 0.35;

    [Theory]
    [InlineData(1, 25)]
    [InlineData(2, 25)]
    [InlineData(3, 10)]
    [InlineData(4, 5)]
    [InlineData(5, 25)]
    [InlineData(6, 15)]
    public void Bodies_found_by_a_detector_that_errs_keep_their_numbers(int seed, int fps)
    {
        var script = SceneScript.Parse($"scene://entrance?seed={seed}");
        var (tracker, accuracy) = (new Tracker(new TrackerOptions()), new TrackingAccuracy(framesOfOcclusion: 2 * fps));
        var (found, random) = (new DetectionList(), new Random(seed));
        for (var frame = 0; frame < 120 * fps; frame++)
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
        Report(accuracy);
        Assert.True(accuracy.Mota >= 0.95, $"MOTA {accuracy.Mota:0.000}");
        Assert.DoesNotContain(accuracy.Switches, change => !change.AtOcclusion);
    }

    [Theory]
    [InlineData("scene://entrance?seed=1")]
    [InlineData("scene://entrance?seed=7")]
    public async Task Faces_found_by_the_model_in_the_drawn_pictures_keep_their_numbers(string scene)
    {
        _ = TestAssets.Model("models.json");
        using var detector = ModelCatalog.Load().Resolve("yunet-n-320").Open();
        var (tracker, accuracy, found) = (new Tracker(new TrackerOptions()), new TrackingAccuracy(framesOfOcclusion: 0), new DetectionList());
        var script = SceneScript.Parse(scene);
        var options = new CaptureOptions { Camera = new CameraName("c"), Source = scene, Pace = CapturePace.Offline, Reconnect = false };
        await using var capture = Capture.Open(options, NullLogger.Instance);
        while (accuracy.Frames < 600 && await capture.ReadFrameAsync(TestContext.Current.CancellationToken) is { } lease)
        {
            using (lease)
            {
                detector.Detect(lease.Frame, found);
                tracker.Update(found, lease.Frame.PtsNs);
                accuracy.Add(lease.Frame.Index, Faces(script.At(lease.Frame.Index / (double)script.Fps)), found);
            }
        }
        Report(accuracy);
        Assert.True(accuracy.Mota >= 0.95, $"MOTA {accuracy.Mota:0.000}");
        Assert.DoesNotContain(accuracy.Switches, change => !change.AtOcclusion);
    }

    private void Report(TrackingAccuracy accuracy)
    {
        output.WriteLine($"MOTA {accuracy.Mota:0.0000}, {accuracy.Objects} objects in {accuracy.Frames} frames, missed {accuracy.Missed}, invented {accuracy.Invented}");
        foreach (var change in accuracy.Switches) output.WriteLine(change.ToString());
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
    private static List<TrueObject> Faces(SceneTruth truth)
    {
        var faces = new List<TrueObject>();
        foreach (var figure in truth.Figures)
        {
            faces.Add(new TrueObject(figure.Id, ToBox(figure.Head), figure.Face is null));
        }
        return faces;
    }

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

using Shoreline.Core.Records;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;
using Shoreline.Vision.Motion;

namespace Shoreline.Vision.Tests.Motion;

/// <summary>What the gate costs on real clips: objects in frames that it holds back which were not there in the last frame that passed.</summary>
public sealed class GateClipTests(ITestOutputHelper output)
{
    private const float SameObject = 0.5f;
    private const int LookAtOneIn = 4; // of the frames held back

    /// <summary>A detector sees a new object at different times in two frames that hardly differ; one that is sure of it does not.</summary>
    private const float Margin = 0.1f;

    private static readonly MotionOptions NoPatience = new() { Hold = TimeSpan.Zero };

    [Theory]
    [InlineData("faces-walk-pause.mp4", "yunet-2023mar")]
    [InlineData("faces-head-pose.mp4", "yunet-2023mar")]
    [InlineData("worker-zone.mp4", "yolox-nano")]
    [InlineData("person-at-table.mp4", "yolox-nano")]
    [InlineData("sign-language.mp4", "yunet-2023mar")]
    [InlineData("squats.mp4", "yolox-nano")]
    [InlineData("interview-720p.mp4", "yunet-2023mar")]
    [InlineData("bottles.mp4", "yolox-nano")]
    public async Task Nobody_new_is_held_back(string clip, string model)
    {
        _ = TestAssets.Model("models.json");
        using var detector = ModelCatalog.Load().Resolve(model).Open();
        foreach (var (name, options) in new[] { ("as it is", new MotionOptions()), ("without hold", NoPatience) })
        {
            var (frames, held, looked, objects, lost) = await WatchAsync(clip, new MotionGate(options), detector);
            output.WriteLine(FormattableString.Invariant(
                $"{clip}, {name}: {held} of {frames} frames held back; {looked} of them looked at with {model}: {objects} objects, {lost} of them new"));
            Assert.Equal(0, lost);
        }
    }

    private static async Task<(int Frames, int Held, int Looked, int Objects, int Lost)> WatchAsync(string clip, MotionGate gate, IDetector detector)
    {
        var (frames, held, looked, objects, lost) = (0, 0, 0, 0, 0);
        using var last = new PictureCopy();
        var (before, now) = (new DetectionList(), new DetectionList());
        var isBeforeKnown = false;
        await using var capture = TestCapture.Open(clip);
        while (await capture.ReadFrameAsync(TestContext.Current.CancellationToken) is { } lease)
        {
            using var returned = lease;
            frames++;
            if (gate.Passes(lease.Frame))
            {
                last.Take(lease.Frame);
                isBeforeKnown = false;
                continue;
            }
            if (held++ % LookAtOneIn != 0) continue;
            if (!isBeforeKnown) detector.Detect(last.Frame, before);
            isBeforeKnown = true;
            detector.Detect(lease.Frame, now);
            (looked, objects, lost) = (looked + 1, objects + now.Count, lost + CountNew(before, now));
        }
        return (frames, held, looked, objects, lost);
    }

    private static int CountNew(DetectionList before, DetectionList now)
    {
        var count = 0;
        for (var i = 0; i < now.Count; i++)
        {
            if (now[i].Score < LeastOf(now) + Margin) continue;
            var isKnown = false;
            for (var j = 0; j < before.Count && !isKnown; j++) isKnown = before[j].Label == now[i].Label && before[j].Box.IoU(now[i].Box) > SameObject;
            if (!isKnown) count++;
        }
        return count;
    }

    private static float LeastOf(DetectionList found) => found[0].Label == "face" ? 0.7f : 0.5f; // thresholds of the two models
}

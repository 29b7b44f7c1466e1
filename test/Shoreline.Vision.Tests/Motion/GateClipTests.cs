using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;
using Shoreline.Vision.Motion;

namespace Shoreline.Vision.Tests.Motion;

/// <summary>What the gate costs on real clips: objects in frames that it holds back which were not there in the last frame that
/// passed.</summary>
public sealed class GateClipTests(ITestOutputHelper output)
{
    private const float SameObject = 0.5f;

    /// <summary>A detector sees a new object at different times in two frames that hardly differ; one that is sure of it does
    /// not.</summary>
    private const float Margin = 0.1f;

    private const int RestFrames = 600;
    private const int EnteringFrames = 30;

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
            var (frames, held, objects, lost) = await WatchAsync(clip, new MotionGate(options), detector);
            output.WriteLine(FormattableString.Invariant(
                $"{clip}, {name}: {held} of {frames} frames held back, in which {model} finds {objects} objects, {lost} of them new"));
            Assert.Equal(0, lost);
        }
    }

    /// <summary>A real room that nobody is in, for a minute, with the noise of a sensor; then the clip goes on, and somebody comes in.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Whoever_enters_an_empty_room_passes_before_a_model_sees_him(double noise)
    {
        _ = TestAssets.Model("models.json");
        using var detector = ModelCatalog.Load().Resolve("yolox-nano").Open();
        using var room = new PictureCopy();
        var grain = new Grain(noise);
        var gate = new MotionGate(new MotionOptions());
        var found = new DetectionList();
        var (shown, heldInRest, heldWithPerson, persons) = (0L, 0, 0, 0);
        await using var capture = TestCapture.Open("person-at-table.mp4");
        while (persons < EnteringFrames && await capture.ReadFrameAsync(TestContext.Current.CancellationToken) is { } lease)
        {
            using var returned = lease;
            if (lease.Frame.Index == 0)
            {
                for (var i = 0; i < RestFrames; i++) heldInRest += Show(lease.Frame) ? 0 : 1;
            }
            var passes = Show(lease.Frame);
            detector.Detect(room.Frame, found);
            if (found.Count == 0 || found[0].Label != "person") continue;
            persons++;
            if (!passes) heldWithPerson++;
        }
        output.WriteLine(FormattableString.Invariant($"noise {noise}: {heldInRest} of {RestFrames} frames of the empty room held back; of {persons} frames with a person {heldWithPerson}"));
        Assert.True(heldInRest >= 0.95 * RestFrames, $"{heldInRest}");
        Assert.Equal(EnteringFrames, persons);
        Assert.Equal(0, heldWithPerson);

        bool Show(in Frame frame)
        {
            room.Take(frame);
            grain.Add(room.Luma);
            return gate.Passes(room.Frame with { PtsNs = shown++ * 100_000_000 });
        }
    }

    private static async Task<(int Frames, int Held, int Objects, int Lost)> WatchAsync(string clip, MotionGate gate, IDetector detector)
    {
        var (frames, held, objects, lost) = (0, 0, 0, 0);
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
            held++;
            if (!isBeforeKnown) detector.Detect(last.Frame, before);
            isBeforeKnown = true;
            detector.Detect(lease.Frame, now);
            (objects, lost) = (objects + now.Count, lost + CountNew(before, now));
        }
        return (frames, held, objects, lost);
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

    /// <summary>The noise of a sensor.</summary>
    private sealed class Grain
    {
        private readonly sbyte[] _values = new sbyte[1 << 20];
        private readonly Random _random = new(1);

        public Grain(double deviation)
        {
            for (var i = 0; i < _values.Length; i++)
            {
                var gauss = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
                _values[i] = (sbyte)Math.Clamp(Math.Round(deviation * gauss), -127, 127);
            }
        }

        public void Add(Span<byte> luma)
        {
            var from = _random.Next(_values.Length);
            for (var i = 0; i < luma.Length; i++) luma[i] = (byte)Math.Clamp(luma[i] + _values[(from + i) % _values.Length], 0, 255);
        }
    }

    private static float LeastOf(DetectionList found) => found[0].Label == "face" ? 0.7f : 0.5f; // thresholds of the two models
}

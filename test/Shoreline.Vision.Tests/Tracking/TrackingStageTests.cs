using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Tracking;

namespace Shoreline.Vision.Tests.Tracking;

public sealed class TrackingStageTests
{
    [Fact]
    public void A_track_tells_when_it_begins_and_for_how_long_it_was_seen()
    {
        var stage = new TrackingStage(new TrackerOptions(), new EventSource(new DeviceName("gw-01"), new CameraName("yard")));
        using var picture = TestPicture.Plain(64, 48, 100, 128, 128);
        var (found, events) = (new DetectionList(), new List<VisionEvent>());
        for (var i = 0; i < 51; i++)
        {
            found.Clear();
            found.Add(new Detection("person", 0.9f, new Box(0.1f + (0.001f * i), 0.2f, 0.1f, 0.5f)), []);
            var frame = picture.Frame with { Index = i, PtsNs = i * 40_000_000L, CapturedAtNs = 1_769_851_800_000_000_000 + (i * 40_000_000L) };
            stage.Process(frame, found, events);
            Assert.Equal(1, found[0].Track);
        }
        stage.Finish(events);

        Assert.Equal([VisionEventType.TrackBegin, VisionEventType.TrackEnd], events.Select(happened => happened.Type));
        Assert.Equal([EventPhase.Begin, EventPhase.End], events.Select(happened => happened.Phase));
        Assert.All(events, happened => Assert.Equal((1L, "person", (string?)null), (happened.Track, happened.Label, happened.Rule)));
        Assert.Equal([0.04, 2], events.Select(happened => happened.Value));
        Assert.Equal(2, events.Select(happened => happened.Id).Distinct().Count());
    }

    [Fact]
    public void What_scores_low_is_kept_where_a_track_goes_on_with_it_and_left_out_elsewhere()
    {
        var stage = new TrackingStage(new TrackerOptions { HighScore = 0.5f, LowScore = 0.2f }, source: null);
        using var picture = TestPicture.Plain(64, 48, 100, 128, 128);
        var (found, events) = (new DetectionList(), new List<VisionEvent>());
        float[] scores = [0.9f, 0.3f, 0.25f, 0.1f, 0.6f]; // of somebody who stands still, half hidden meanwhile
        foreach (var (i, score) in scores.Index())
        {
            found.Clear();
            found.Add(new Detection("person", 0.4f, new Box(0.7f, 0.2f, 0.1f, 0.5f)), [new Keypoint(0.7f, 0.3f, 1)]); // a shadow
            found.Add(new Detection("person", score, new Box(0.1f, 0.2f, 0.1f, 0.5f)), [new Keypoint(0.1f * i, 0.3f, 1)]);
            stage.Process(picture.Frame with { Index = i, PtsNs = i * 40_000_000L }, found, events);

            Assert.Equal(score >= 0.2f ? 1 : 0, found.Count);
            if (score < 0.2f) continue;
            Assert.Equal((1L, score), (found[0].Track, found[0].Score));
            Assert.Equal([new Keypoint(0.1f * i, 0.3f, 1)], found.Keypoints(0).ToArray());
        }
    }
}

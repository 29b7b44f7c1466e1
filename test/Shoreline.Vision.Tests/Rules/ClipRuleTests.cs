using Shoreline.Core.Records;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Tests.Rules;

/// <summary>Rules on real clips, with the reference results in place of a model.</summary>
public sealed class ClipRuleTests
{
    [Fact]
    public void The_worker_walks_up_the_marked_floor_stops_and_comes_back()
    {
        // By eye: from the lower right to the upper left, a stay of some seconds at the far end, and the same way back.
        var stage = new RuleStage(ClipRules.Aisle, width: 480, height: 270);
        foreach (var (index, box) in MediaReference.PersonOf("worker-zone.mp4").Index())
        {
            stage.At(index / 15.0, new Detection("person", 0.9f, box) { Track = 1 });
        }
        stage.Finish();
        Assert.Equal(
            [
                "near zone.enter", "near zone.leave", "aisle line.cross", "far zone.enter", "far zone.dwell", "far zone.leave", "aisle line.cross", "near zone.enter", "near zone.leave",
            ],
            stage.Events.Select(happened => $"{happened.Rule} {happened.Type.ToText()}").ToList());
        Assert.Equal(["far side", "near side"], stage.Events.Where(happened => happened.Rule == "aisle").Select(happened => happened.Details[1].Text));
        Assert.InRange(stage.Events.Single(happened => happened.Type == VisionEventType.ZoneLeave && happened.Rule == "far").Value!.Value, 4, 6);
    }

    [Fact]
    public void Three_squats_are_three()
    {
        var stage = new RuleStage("rules: [{ name: squats, pose: squat }, { name: deep, pose: { angle: knee, below: 110, until: 150 } }]", width: 720, height: 1280);
        foreach (var (index, points) in MediaReference.PosesOf("squats.mp4", 720, 1280).Index()) stage.Body(index / 5.0, points);
        stage.Finish();
        foreach (var rule in (string[])["squats", "deep"])
        {
            var events = stage.Events.Where(happened => happened.Rule == rule).ToList();
            Assert.Equal(["pose.begin", "pose.end", "pose.begin", "pose.end", "pose.begin", "pose.end"], events.Select(happened => happened.Type.ToText()));
            Assert.Equal(3, events[^1].Value);
        }
    }

    [Theory]
    [InlineData(0.005)]
    [InlineData(0.01)]
    public void Three_squats_are_three_where_the_points_tremble(double share)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var stage = new RuleStage("rules: [{ name: squats, pose: squat }]", width: 720, height: 1280);
            foreach (var (index, points) in MediaReference.PosesOf("squats.mp4", 720, 1280).Index())
            {
                for (var i = 0; i < points.Length; i++)
                {
                    var (dx, dy) = ((random.NextDouble() - 0.5) * 2 * share * 1280 / 720, (random.NextDouble() - 0.5) * 2 * share);
                    points[i] = points[i] with { X = points[i].X + (float)dx, Y = points[i].Y + (float)dy };
                }
                stage.Body(index / 5.0, points);
            }
            Assert.Equal(3, stage.Types.Count(type => type == "pose.begin"));
        }
    }
}

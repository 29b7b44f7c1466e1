using Shoreline.Core.Records;
using static Shoreline.Vision.Tests.Rules.RuleStage;

namespace Shoreline.Vision.Tests.Rules;

/// <summary>Rules over frames that were held back because nothing moved in them.</summary>
public sealed class QuietRuleTests
{
    private const string Zones = "zones: { left: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] }\n";

    [Fact]
    public void A_dwell_is_over_while_nothing_moves()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, dwell: 60s }]");
        Assert.Equal(["zone.enter"], stage.At(0, Person(0.2, 0.5)));
        for (var second = 1; second < 60; second++) Assert.Equal([], stage.Quiet(second));
        Assert.Equal(["zone.dwell"], stage.Quiet(60));
        Assert.Equal((60.0, 60L), (stage.Events[^1].Value!.Value, stage.Events[^1].Frame.Index));
        Assert.Equal([], stage.Quiet(61));
        Assert.Equal([], stage.At(62, Person(0.2, 0.5)));
    }

    [Fact]
    public void A_for_and_a_count_run_on_while_nothing_moves()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, for: 3s }, { name: b, count: left, for: 2s }, { name: c, occupancy: left, atLeast: 2, for: 4s }]");
        stage.At(0, Person(0.2, 0.5, 1), Person(0.3, 0.5, 2));
        Assert.Equal([], stage.Quiet(1));
        Assert.Equal(["count.change"], stage.Quiet(2));
        Assert.Equal(["zone.enter", "zone.enter"], stage.Quiet(3));
        Assert.Equal(["occupancy.change"], stage.Quiet(4));
        Assert.Equal(2, stage.Events[0].Value);
    }

    [Fact]
    public void Conditions_in_time_run_on_while_nothing_moves()
    {
        var stage = new RuleStage(
            Zones + "rules: [{ name: a, when: { sequence: [{ zone: left }, { zone: left, for: 5s }], within: 20s } }, { name: b, per: camera, when: { not: { seen: { label: bottle } } }, for: 6s }]");
        stage.At(0, Person(0.2, 0.5));
        for (var second = 1; second < 5; second++) Assert.Equal([], stage.Quiet(second));
        Assert.Equal(["rule.begin"], stage.Quiet(5));
        Assert.Equal(["rule.begin"], stage.Quiet(6));
        Assert.Equal(["a", "b"], stage.Events.Select(happened => happened.Rule));
    }

    [Fact]
    public void Nobody_goes_while_nothing_moves()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, gone: 2s }]");
        stage.At(0, Person(0.2, 0.5, 1), Person(0.3, 0.5, 2));
        stage.At(1, Person(0.2, 0.5, 1)); // the second was hidden, or missed by the model, when it became still
        for (var second = 2; second < 120; second++) Assert.Equal([], stage.Quiet(second));
        Assert.Equal(["zone.leave"], stage.At(120, Person(0.2, 0.5, 1))); // a look, in which it is not there
        Assert.Equal((2L, 0.0), (stage.Events[^1].Track, stage.Events[^1].Value!.Value));
        for (var second = 121; second < 130; second++) Assert.Equal([], stage.Quiet(second));
        Assert.Equal([], stage.At(130));
        Assert.Equal(["zone.leave"], stage.At(132));
        Assert.Equal((1L, 129.0), (stage.Events[^1].Track, stage.Events[^1].Value!.Value)); // there until the look before the last
    }

    [Fact]
    public void Whoever_was_missed_twice_just_before_the_stillness_goes_with_the_next_look_and_not_in_silence()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, gone: 2s }]");
        stage.At(0, Person(0.2, 0.5));
        stage.At(0.5);
        stage.At(1);
        for (var second = 2; second < 60; second++) Assert.Equal([], stage.Quiet(second));
        Assert.Equal(["zone.leave"], stage.At(60));
    }

    [Fact]
    public void Whoever_is_seen_again_after_the_stillness_never_went()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, gone: 2s, clear: 0s }]");
        stage.At(0, Person(0.2, 0.5));
        stage.At(1);
        for (var second = 2; second < 60; second++) Assert.Equal([], stage.Quiet(second));
        Assert.Equal([], stage.At(60, Person(0.2, 0.5)));
        Assert.Equal(["zone.leave"], stage.At(61, Person(0.8, 0.5)));
        Assert.Equal(60.0, stage.Events[^1].Value);
    }

    [Fact]
    public void Held_back_frames_are_no_gap_and_a_camera_that_was_away_is_one()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left }]");
        for (var i = 0; i < 10; i++) stage.At(i, Person(0.2, 0.5));
        for (var second = 10; second < 100; second++) Assert.Equal([], stage.Quiet(second));
        Assert.Equal(["zone.leave"], stage.Quiet(160));
        Assert.Equal("gap", stage.Events[^1].Details.Single(detail => detail.Name == "reason").Text);
        Assert.Equal([], stage.Quiet(161)); // what was there before the gap is not known any more
        Assert.Equal(["zone.enter"], stage.At(162, Person(0.2, 0.5)));
    }

    [Fact]
    public void Who_is_not_tracked_stays_too()
    {
        var stage = new RuleStage("rules: [{ name: a, pose: arms-up, for: 3s }, { name: b, zone: picture, dwell: 4s }]");
        var points = new Keypoint[17];
        points.AsSpan().Fill(new Keypoint(0.5f, 0.5f, 0.9f));
        for (var side = 0; side < 2; side++)
        {
            points[5 + side] = new Keypoint(0.4f + (0.2f * side), 0.4f, 0.9f);
            points[7 + side] = new Keypoint(0.4f + (0.2f * side), 0.3f, 0.9f);
            points[9 + side] = new Keypoint(0.4f + (0.2f * side), 0.15f, 0.9f);
            points[11 + side] = new Keypoint(0.42f + (0.16f * side), 0.6f, 0.9f);
        }
        points[0] = new Keypoint(0.5f, 0.32f, 0.9f);
        stage.Body(0, points, track: 0);
        Assert.Equal([], stage.Quiet(2));
        Assert.Equal(["pose.begin"], stage.Quiet(3));
        Assert.Equal(["zone.dwell"], stage.Quiet(4));
    }
}

using Shoreline.Core.Records;
using static Shoreline.Vision.Tests.Rules.RuleStage;

namespace Shoreline.Vision.Tests.Rules;

public sealed class ZoneRuleTests
{
    private const string Zones = "zones: { left: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] }\n";

    [Fact]
    public void Whoever_is_in_the_zone_enters_dwells_and_leaves()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, dwell: 2s, clear: 500ms }]");
        Assert.Equal(["zone.enter"], stage.At(0, Person(0.2, 0.5, track: 7)));
        Assert.Equal([], stage.At(1, Person(0.3, 0.5, track: 7)));
        Assert.Equal(["zone.dwell"], stage.At(2, Person(0.3, 0.5, track: 7)));
        Assert.Equal([], stage.At(3, Person(0.3, 0.5, track: 7)));
        Assert.Equal([], stage.At(4, Person(0.7, 0.5, track: 7)));
        Assert.Equal(["zone.leave"], stage.At(4.5, Person(0.7, 0.5, track: 7)));
        var (enter, dwell, leave) = (stage.Events[0], stage.Events[1], stage.Events[2]);
        Assert.Equal((7, "person", "a", 2.0, 3.0), (leave.Track, leave.Label, leave.Rule, dwell.Value!.Value, leave.Value!.Value));
        Assert.Equal([new EventDetail("zone", "left"), new EventDetail("begin", enter.Id)], leave.Details);
        Assert.Equal(["gw-01/line-1/6469cc2e65e00/1", "gw-01/line-1/6469cc2e65e00/2", "gw-01/line-1/6469cc2e65e00/3"], stage.Events.Select(happened => Normal(happened.Id)));
    }

    [Fact]
    public void Each_object_has_its_own_stay_and_other_labels_and_scores_are_not_seen()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, label: person, score: 0.5 }]");
        Assert.Equal(["zone.enter", "zone.enter"], stage.At(
            0, Person(0.2, 0.5, 1), Person(0.3, 0.5, 2), Person(0.3, 0.5, 3, score: 0.4f), Person(0.4, 0.5, 4) with { Label = "bottle" }, Person(0.9, 0.5, 5)));
        Assert.Equal([1L, 2L], stage.Events.Select(happened => happened.Track));
    }

    [Fact]
    public void A_hidden_object_stays_until_it_has_gone()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, gone: 2s }]");
        stage.At(0, Person(0.2, 0.5));
        Assert.Equal([], stage.At(1));
        Assert.Equal([], stage.At(1.5, Person(0.2, 0.5)));
        Assert.Equal([], stage.At(3));
        Assert.Equal(["zone.leave"], stage.At(3.5));
        Assert.Equal("gone", stage.Events[^1].Details.Single(detail => detail.Name == "reason").Text);
        Assert.Equal(1.5, stage.Events[^1].Value);
        Assert.Equal(["zone.enter"], stage.At(4, Person(0.2, 0.5)));
    }

    [Fact]
    public void At_one_frame_a_minute_one_missed_frame_is_not_yet_gone()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, for: 3s }]");
        Assert.Equal([], stage.At(0, Person(0.2, 0.5)));
        Assert.Equal(["zone.enter"], stage.At(60, Person(0.2, 0.5)));
        Assert.Equal([], stage.At(120));
        Assert.Equal([], stage.At(180, Person(0.2, 0.5)));
        Assert.Equal([], stage.At(240));
        Assert.Equal(["zone.leave"], stage.At(300));
    }

    [Fact]
    public void At_240_frames_a_second_it_enters_once_and_leaves_once()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, for: 100ms }]");
        for (var i = 0; i < 2400; i++) stage.At(i / 240.0, Person(i is > 500 and < 1500 ? 0.3 : 0.7, 0.5));
        Assert.Equal(["zone.enter", "zone.leave"], stage.Types);
        Assert.Equal(999 / 240.0 - (1 / 240.0), stage.Events[1].Value!.Value, 0.01);
    }

    [Fact]
    public void A_clock_that_jumps_back_does_not_count_back_and_one_that_jumps_ahead_is_not_believed_while_the_session_goes_on()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, dwell: 3s }]");
        stage.At(100, 0, [Person(0.2, 0.5)]);
        stage.At(50, 1, [Person(0.2, 0.5)]);
        stage.At(90_000, 2, [Person(0.2, 0.5)]);
        Assert.Equal(["zone.enter"], stage.Types);
        Assert.Equal(["zone.dwell"], stage.At(90_001, 3, [Person(0.2, 0.5)]));
    }

    [Fact]
    public void A_new_session_goes_by_the_clock()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, dwell: 3s }]");
        stage.At(0, 1000, [Person(0.2, 0.5)]);
        Assert.Equal(["zone.dwell"], stage.At(4, 0, [Person(0.2, 0.5)]));
    }

    [Fact]
    public void After_a_gap_everything_begins_anew()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left }]");
        stage.At(0, Person(0.2, 0.5));
        stage.At(1, Person(0.2, 0.5));
        Assert.Equal(["zone.leave", "zone.enter"], stage.At(100, Person(0.2, 0.5)));
        Assert.Equal("gap", stage.Events[1].Details.Single(detail => detail.Name == "reason").Text);
        Assert.Equal(["zone.leave"], stage.Finish());
        Assert.Equal("stop", stage.Events[^1].Details.Single(detail => detail.Name == "reason").Text);
    }

    [Fact]
    public void Within_the_cooldown_of_an_object_nothing_of_it_is_told()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, cooldown: 10s, clear: 0s }]");
        foreach (var (second, x) in ((double, double)[])[(0, 0.2), (1, 0.7), (2, 0.2), (3, 0.7), (10, 0.2), (11, 0.7)]) stage.At(second, Person(x, 0.5));
        Assert.Equal(["zone.enter", "zone.leave", "zone.enter", "zone.leave"], stage.Types);
        Assert.Equal([0, 1, 10, 11], stage.Events.Select(happened => (int)(happened.Frame.PtsNs / 1_000_000_000)));
    }

    [Fact]
    public void Only_what_is_wanted_is_emitted()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, dwell: 1s, emit: [dwell], clear: 0s }]");
        stage.At(0, Person(0.2, 0.5));
        stage.At(1, Person(0.2, 0.5));
        stage.At(2, Person(0.7, 0.5));
        Assert.Equal(["zone.dwell"], stage.Types);
    }

    [Fact]
    public void Feet_below_the_picture_are_in_a_zone_that_reaches_its_edge_and_the_anchor_may_be_another()
    {
        var stage = new RuleStage("""
            zones: { low: [[0, 0.9], [1, 0.9], [1, 1], [0, 1]], high: [[0, 0], [1, 0], [1, 0.5], [0, 0.5]] }
            rules:
              - { name: feet, zone: low }
              - { name: head, zone: high, anchor: head }
              - { name: centre, zone: high, anchor: centre }
              - { name: half, zone: high, anchor: overlap 50% }
              - { name: tenth, zone: high, anchor: overlap 10% }
            """);
        stage.At(0, new Detection("person", 1, new Box(0.4f, 0.4f, 0.2f, 0.62f)) { Track = 1 });
        Assert.Equal(["feet", "head", "tenth"], stage.Events.Select(happened => happened.Rule));
    }

    [Fact]
    public void Without_tracks_a_zone_counts_who_is_in_it()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left, dwell: 3s, clear: 0s }]");
        Assert.Equal(["zone.enter"], stage.At(0, Person(0.2, 0.5, 0)));
        Assert.Equal(["zone.enter"], stage.At(1, Person(0.2, 0.5, 0), Person(0.3, 0.5, 0)));
        Assert.Equal(["zone.leave"], stage.At(2, Person(0.2, 0.5, 0), Person(0.7, 0.5, 0)));
        Assert.Equal(["zone.dwell"], stage.At(3, Person(0.2, 0.5, 0)));
        Assert.Equal(["zone.leave"], stage.At(4));
        Assert.Equal([1, 2, 1, 3, 0], stage.Events.Select(happened => (int)happened.Value!.Value));
        Assert.All(stage.Events, happened => Assert.Equal(0, happened.Track));
    }

    [Fact]
    public void Where_a_tracker_runs_an_object_that_it_is_not_sure_of_is_left_out()
    {
        var stage = new RuleStage(Zones + "rules: [{ name: a, zone: left }]", isTracked: true);
        Assert.Equal([], stage.At(0, Person(0.2, 0.5, 0)));
        Assert.Equal(["zone.enter"], stage.At(1, Person(0.2, 0.5, 1)));
    }

    [Fact]
    public void What_is_in_a_mask_or_has_no_proper_box_is_not_there()
    {
        var stage = new RuleStage("masks: { tv: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] }\nrules: [{ name: a, zone: picture }]");
        var broken = new Box(float.NaN, 0.5f, 0.1f, 0.1f);
        stage.At(
            0, Person(0.2, 0.5, 1), Person(0.7, 0.5, 2), new Detection("person", 1, broken) { Track = 3 },
            new Detection("person", 1, new Box(0.7f, 0.5f, -0.1f, 0.1f)) { Track = 4 }, new Detection("person", 1, new Box(0.7f, 0.5f, 0, 0)) { Track = 5 });
        Assert.Equal([2L, 5L], stage.Events.Select(happened => happened.Track));
        Assert.Equal(2, stage.Engine.Scene.Malformed);
    }

    /// <summary>The start of the run is the frame's time, which is the same in all tests.</summary>
    private static string Normal(string id)
    {
        var parts = id.Split('/');
        Assert.Equal(1_769_851_800_000_000, Convert.ToInt64(parts[2], 16));
        return string.Join('/', parts[0], parts[1], "6469cc2e65e00", parts[3]);
    }
}

using Shoreline.Core.Records;
using Shoreline.Vision.Rules;
using static Shoreline.Vision.Tests.Rules.RuleStage;

namespace Shoreline.Vision.Tests.Rules;

/// <summary>Lines, counts, occupancy and conditions in time.</summary>
public sealed class OtherRuleTests
{
    private const string Areas = """
        zones: { left: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]], right: [[0.5, 0], [1, 0], [1, 1], [0.5, 1]] }
        lines: { door: { from: [0.2, 0.5], to: [0.8, 0.5], left: outside, right: inside } }

        """;

    [Fact]
    public void Whoever_comes_down_over_the_line_goes_inside_and_back_is_outside()
    {
        var stage = new RuleStage(Areas + "rules: [{ name: a, line: door }]");
        stage.At(0, Person(0.5, 0.4, 1), Person(0.6, 0.7, 2));
        Assert.Equal(["line.cross", "line.cross"], stage.At(1, Person(0.5, 0.6, 1), Person(0.6, 0.3, 2)));
        Assert.Equal(["line.cross"], stage.At(2, Person(0.5, 0.6, 1), Person(0.6, 0.7, 2)));
        Assert.Equal(["inside", "outside", "inside"], stage.Events.Select(happened => happened.Details.Single(detail => detail.Name == "direction").Text));
        Assert.Equal([1, 1, 2], stage.Events.Select(happened => (int)happened.Value!.Value));
        Assert.Equal(["left=1", "right=2"], stage.Events[^1].Details.TakeLast(2).Select(detail => $"{detail.Name}={detail.Number}"));
    }

    [Fact]
    public void Whoever_trembles_on_the_line_turns_back_or_goes_around_its_end_does_not_cross_it()
    {
        var stage = new RuleStage(Areas + "rules: [{ name: a, line: door }]");
        double second = 0;
        foreach (var (x, y) in ((double, double)[])[(0.5, 0.4), (0.5, 0.495), (0.5, 0.505), (0.5, 0.498), (0.5, 0.508), (0.5, 0.4)]) stage.At(second++, Person(x, y));
        foreach (var (x, y) in ((double, double)[])[(0.9, 0.4), (0.9, 0.6), (0.5, 0.6)]) stage.At(second++, Person(x, y));
        Assert.Empty(stage.Events);
        foreach (var y in (double[])[0.52, 0.505, 0.5, 0.495, 0.48]) stage.At(second++, Person(0.5, y));
        Assert.Equal(["line.cross"], stage.Types);
    }

    [Fact]
    public void Any_walk_crosses_as_often_in_one_direction_as_its_side_changes_within_the_line()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var stage = new RuleStage(Areas + "rules: [{ name: a, line: door }]");
            var (inside, expected) = (false, new List<string>());
            stage.At(0, Person(0.5, 0.4));
            for (var i = 1; i < 60; i++)
            {
                var below = random.Next(2) == 1;
                var y = 0.5 + ((below ? 1 : -1) * (0.02 + (0.3 * random.NextDouble())));
                stage.At(i, Person(0.3 + (0.4 * random.NextDouble()), y));
                if (below != inside) expected.Add(below ? "inside" : "outside");
                inside = below;
            }
            Assert.Equal(expected, stage.Events.Select(happened => happened.Details[1].Text));
        }
    }

    [Fact]
    public void A_direction_and_the_lack_of_tracks()
    {
        var stage = new RuleStage(Areas + "rules: [{ name: a, line: door, direction: inside }]");
        stage.At(0, Person(0.5, 0.4));
        stage.At(1, Person(0.5, 0.6));
        stage.At(2, Person(0.5, 0.4));
        Assert.Equal(["line.cross"], stage.Types);

        var untracked = new RuleStage(Areas + "rules: [{ name: a, line: door }]");
        untracked.At(0, Person(0.5, 0.4, 0));
        untracked.At(1, Person(0.5, 0.6, 0));
        Assert.Empty(untracked.Events);
        Assert.Contains("The rule 'a' sees nothing: objects are not tracked", Assert.Single(untracked.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_changes_once_it_has_settled()
    {
        var stage = new RuleStage(Areas + "rules: [{ name: a, count: left, for: 1s, clear: 1s }]");
        Detection[] one = [Person(0.2, 0.5, 0)];
        Detection[] two = [Person(0.2, 0.5, 0), Person(0.3, 0.5, 0)];
        foreach (var (second, found) in ((double, Detection[])[])[(0, one), (0.5, two), (1, one), (1.5, two), (2, []), (2.5, one), (3, one), (4, two), (5, two)]) stage.At(second, found);
        Assert.Equal([1, 2], stage.Events.Select(happened => (int)happened.Value!.Value));
        Assert.Equal([1, 5], stage.Events.Select(happened => (int)(happened.Frame.PtsNs / 1_000_000_000)));
    }

    [Fact]
    public void Occupancy_begins_and_ends_at_different_numbers()
    {
        var stage = new RuleStage(Areas + "rules: [{ name: a, occupancy: picture, atLeast: 3, until: 1, clear: 0s }, { name: b, occupancy: picture, below: 1, until: 2, clear: 0s }]");
        int[] numbers = [0, 2, 3, 2, 3, 2, 1, 2, 0, 1, 2];
        var at = new List<string>();
        foreach (var (second, number) in numbers.Index())
        {
            stage.At(second, [.. Enumerable.Range(0, number).Select(i => Person(0.1 + (0.2 * i), 0.5, 0))]);
            at.AddRange(stage.Events.Skip(at.Count).Select(happened => $"{second}:{happened.Rule}:{happened.Phase}"));
        }
        Assert.Equal(["0:b:Begin", "1:b:End", "2:a:Begin", "6:a:End", "8:b:Begin", "10:b:End"], at);
    }

    [Fact]
    public void A_sequence_needs_its_order_and_its_time()
    {
        const string Text = Areas + "rules: [{ name: a, clear: 0s, when: { sequence: [{ zone: left }, { zone: right }], within: 5s } }]";
        var inTime = new RuleStage(Text);
        foreach (var (second, x) in ((double, double)[])[(0, 0.2), (8, 0.2), (12, 0.7), (13, 0.7), (14, 0.2)]) inTime.At(second, Person(x, 0.5));
        Assert.Equal(["rule.begin", "rule.end"], inTime.Types);
        Assert.Equal([12, 14], inTime.Events.Select(happened => (int)(happened.Frame.PtsNs / 1_000_000_000)));

        var tooLate = new RuleStage(Text);
        foreach (var (second, x) in ((double, double)[])[(0, 0.2), (8, 0.7), (9, 0.7)]) tooLate.At(second, Person(x, 0.5));
        Assert.Empty(tooLate.Events);

        var wrongOrder = new RuleStage(Text);
        foreach (var (second, x) in ((double, double)[])[(0, 0.7), (1, 0.2), (2, 0.2)]) wrongOrder.At(second, Person(x, 0.5));
        Assert.Empty(wrongOrder.Events);
    }

    [Fact]
    public void What_follows_something_else_soon_enough_counts()
    {
        var stage = new RuleStage(Areas + "rules: [{ name: a, clear: 0s, when: { zone: right, after: { zone: left, for: 1s }, within: 2s } }]");
        foreach (var (second, x) in ((double, double)[])[(0, 0.7), (1, 0.2), (2, 0.2), (3, 0.7), (4, 0.7), (5, 0.7)]) stage.At(second, Person(x, 0.5));
        Assert.Equal([3, 5], stage.Events.Select(happened => (int)(happened.Frame.PtsNs / 1_000_000_000)));
    }

    [Fact]
    public void For_any_and_not_together()
    {
        var stage = new RuleStage(Areas + "rules: [{ name: a, clear: 0s, when: { any: [{ zone: right }, { label: bottle }], not: { score: 0.95 }, for: 2s } }]");
        stage.At(0, Person(0.7, 0.5));
        stage.At(1, Person(0.7, 0.5));
        Assert.Equal(["rule.begin"], stage.At(2, Person(0.7, 0.5)));
        Assert.Equal(["rule.end"], stage.At(3, Person(0.7, 0.5, score: 0.99f)));
        stage.At(4, Person(0.7, 0.5));
        stage.At(5, Person(0.2, 0.5));
        Assert.Equal([], stage.At(6, Person(0.7, 0.5)));
        Assert.Equal(["rule.begin"], stage.At(8, Person(0.7, 0.5)));
    }

    [Fact]
    public void What_is_seen_in_a_zone_counts_for_the_picture()
    {
        var stage = new RuleStage(Areas + "rules: [{ name: a, clear: 0s, when: { not: { seen: { label: bottle, zone: left, anchor: centre } } } }]");
        Detection bottle = new("bottle", 0.9f, new Box(0.2f, 0.2f, 0.1f, 0.1f));
        Assert.Equal([], stage.At(0, bottle));
        Assert.Equal(["rule.begin"], stage.At(1));
        Assert.Equal(["rule.end"], stage.At(2, bottle));
        Assert.Equal(0, stage.Events[0].Track);
    }

    [Fact]
    public void Per_camera_it_holds_while_anybody_fulfils_it()
    {
        var stage = new RuleStage(Areas + "rules: [{ name: a, clear: 0s, per: camera, when: { zone: left } }]");
        stage.At(0, Person(0.2, 0.5, 1), Person(0.7, 0.5, 2));
        stage.At(1, Person(0.7, 0.5, 1), Person(0.2, 0.5, 2));
        stage.At(2, Person(0.7, 0.5, 1), Person(0.7, 0.5, 2));
        Assert.Equal(["rule.begin", "rule.end"], stage.Types);
    }

    [Fact]
    public void Ten_thousand_objects_and_more_tracks_than_are_followed_are_counted()
    {
        var stage = new RuleStage(Areas + "rules: [{ name: a, zone: left }, { name: b, count: left, for: 0s }]");
        var found = Enumerable.Range(1, 10_500).Select(i => Person(0.2, 0.5, i)).ToArray();
        stage.At(0, found);
        Assert.Equal(Scene.MostTracks, stage.Types.Count(type => type == "zone.enter"));
        Assert.Equal(10_000, stage.Events[^1].Value);
        Assert.Equal((10_000 - Scene.MostTracks, 500), (stage.Engine.Scene.Overlooked, stage.Engine.Scene.Malformed));
        stage.At(1);
        stage.At(2);
        stage.At(3);
        Assert.Equal(0, stage.Engine.Scene.Tracks.Length);
        Assert.Equal(["zone.enter", "count.change"], stage.At(4, Person(0.2, 0.5, 20_000)));
    }

    [Fact]
    public void A_picture_of_other_proportions_than_the_rules_is_told_once()
    {
        var stage = new RuleStage("size: 1280x720\nrules: [{ name: a, zone: picture }]");
        stage.At(0);
        stage.At(1);
        Assert.Contains("drawn for a picture of 1280x720, and the camera's is 1000x1000", Assert.Single(stage.Warnings), StringComparison.Ordinal);
    }
}

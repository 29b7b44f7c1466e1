using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Vision.Comparison;

namespace Shoreline.Vision.Tests.Comparison;

public sealed class FrameComparerTests
{
    private static readonly Box Here = new(0.1f, 0.1f, 0.2f, 0.2f);
    private static readonly Box Aside = new(0.13f, 0.1f, 0.2f, 0.2f); // overlaps Here by 0.74
    private static readonly Box Elsewhere = new(0.6f, 0.6f, 0.2f, 0.2f);

    private readonly FrameComparer _comparer = new(new ComparisonOptions());

    [Fact]
    public void The_same_objects_in_another_order_are_kept()
    {
        Assert.Equal(
            [(Change.Kept, 0, 1), (Change.Kept, 1, 0)],
            Compare([("face", 0.9f, Here), ("face", 0.8f, Elsewhere)], [("face", 0.8f, Elsewhere), ("face", 0.85f, Here)]));
        Assert.False(_comparer.Differs);
    }

    [Fact]
    public void A_box_that_moved_and_a_score_that_changed_are_changes() =>
        Assert.Equal(
            [(Change.Changed, 0, 0), (Change.Changed, 1, 1)],
            Compare([("face", 0.9f, Here), ("face", 0.9f, Elsewhere)], [("face", 0.9f, Aside), ("face", 0.7f, Elsewhere)]));

    [Fact]
    public void What_only_one_finds_is_lost_or_gained()
    {
        Assert.Equal([(Change.Lost, 0, -1), (Change.Gained, -1, 0)], Compare([("face", 0.9f, Here)], [("face", 0.9f, Elsewhere)]));
        Assert.True(_comparer.Differs);
    }

    [Fact]
    public void Another_label_is_another_object() =>
        Assert.Equal([(Change.Lost, 0, -1), (Change.Gained, -1, 0)], Compare([("dog", 0.9f, Here)], [("cat", 0.9f, Here)]));

    [Fact]
    public void All_objects_together_are_matched_best_and_not_the_first_one_first()
    {
        // The first overlaps both, and the second only the one that the first overlaps more.
        var (first, second) = (new Box(0.10f, 0.1f, 0.2f, 0.2f), new Box(0.04f, 0.1f, 0.2f, 0.2f));
        var (left, right) = (new Box(0.09f, 0.1f, 0.2f, 0.2f), new Box(0.15f, 0.1f, 0.2f, 0.2f));
        Assert.Equal(
            [(Change.Changed, 0, 1), (Change.Changed, 1, 0)],
            Compare([("face", 0.9f, first), ("face", 0.9f, second)], [("face", 0.9f, left), ("face", 0.9f, right)]));
    }

    [Fact]
    public void A_box_that_is_no_number_is_like_no_other()
    {
        var broken = new Box(float.NaN, 0.1f, 0.2f, 0.2f);
        Assert.Equal([(Change.Lost, 0, -1), (Change.Gained, -1, 0)], Compare([("face", 0.9f, broken)], [("face", 0.9f, broken)]));
    }

    [Fact]
    public void Ten_thousand_objects_are_compared_as_far_as_the_bound_goes_and_the_rest_is_counted()
    {
        var many = Enumerable.Range(0, 10_000).Select(
            i => ("face", 0.9f, new Box(i % 100 / 100f, i / 100 / 100f, 0.009f, 0.009f))).ToArray();
        var compared = Compare(many, many);
        Assert.Equal(FrameComparer.MaxCompared, compared.Count);
        Assert.All(compared, each => Assert.Equal(Change.Kept, each.Change));
        Assert.Equal(2 * (10_000 - FrameComparer.MaxCompared), _comparer.NotCompared);
        Assert.True(_comparer.Differs);
    }

    [Fact]
    public void A_frame_after_the_first_allocates_nothing()
    {
        var (before, after) = (List([("face", 0.9f, Here), ("dog", 0.5f, Elsewhere)]), List([("face", 0.9f, Aside)]));
        var tally = new ComparisonTally();
        for (var i = 0; i < 2; i++) Look();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Look();
        Assert.Equal(allocated, GC.GetAllocatedBytesForCurrentThread());

        void Look()
        {
            _comparer.Compare(before, after);
            tally.Add(_comparer, before, after);
        }
    }

    [Fact]
    public void A_tally_counts_by_label_and_in_all()
    {
        var (before, after) = (
            List([("face", 0.9f, Here), ("dog", 0.5f, Elsewhere)]), List([("face", 0.9f, Aside), ("face", 0.6f, Elsewhere)]));
        var (tally, sum) = (new ComparisonTally(), new ComparisonTally());
        _comparer.Compare(before, after);
        tally.Add(_comparer, before, after);
        _comparer.Compare(before, before);
        tally.Add(_comparer, before, before);
        sum.Add(tally);
        Assert.Equal([("dog", new ComparisonCounts(1, 0, 0, 1)), ("face", new ComparisonCounts(1, 1, 1, 0))], sum.Labels);
        Assert.Equal((2, 1, new ComparisonCounts(2, 1, 1, 1)), (sum.Frames, sum.Differing, sum.Total));
    }

    [Fact]
    public void Options_outside_their_ranges_are_all_told()
    {
        var thrown = Assert.Throws<InvalidInputException>(
            () => new FrameComparer(new ComparisonOptions { Iou = 0, Moved = 2, ScoreChange = float.NaN }));
        Assert.Equal(3, thrown.Message.Split('\n').Length);
    }

    private List<(Change Change, int Before, int After)> Compare((string, float, Box)[] before, (string, float, Box)[] after)
    {
        _comparer.Compare(List(before), List(after));
        var compared = new List<(Change, int, int)>();
        foreach (ref readonly var each in _comparer.Objects) compared.Add((each.Change, each.Before, each.After));
        return compared;
    }

    private static DetectionList List((string Label, float Score, Box Box)[] objects)
    {
        var list = new DetectionList();
        foreach (var (label, score, box) in objects) list.Add(new Detection(label, score, box), []);
        return list;
    }
}

using static Shoreline.Vision.Tests.Procedures.ProcedureStage;

namespace Shoreline.Vision.Tests.Procedures;

/// <summary>Steps that come too late, last too short, and runs that take too long.</summary>
public sealed class StepTimeTests
{
    private const string Timed = "steps: [{ name: a, when: { zone: a } }, { name: b, when: { zone: b }, within: 3s, minimum: 2s }, { name: c, when: { zone: c }, within: 3s }]";

    [Fact]
    public void A_step_that_is_too_slow_is_told_when_the_time_is_over_and_not_when_it_comes()
    {
        var stage = new ProcedureStage(Timed).Play("a1 .5 b3 c1");
        Assert.Equal(["0.0 started", "0.0 step a", "4.1 violation too-slow b", "6.0 step b", "9.0 step c", "9.0 completed violated"], stage.Told);
        var violation = stage.Events[2];
        Assert.Equal(3.1, violation.Value!.Value, 3);
        Assert.Equal(3, violation.Details.Single(detail => detail.Name == "limit").Number);
        Assert.Equal("a", violation.Details.Single(detail => detail.Name == "after").Text);
        Assert.Equal((3.1, 3.0), (Math.Round(stage.Runs[0].Violations[0].Seconds!.Value, 3), stage.Runs[0].Violations[0].Limit));
    }

    [Fact]
    public void The_time_counts_from_when_the_step_before_is_over() => Assert.Empty(new ProcedureStage(Timed).Play("a9 .2 b9 .2 c1").Violations);

    [Fact]
    public void A_step_that_has_begun_in_time_and_counts_later_is_in_time()
    {
        const string Keys = "steps: [{ name: a, when: { zone: a } }, { name: b, when: { zone: b }, for: 2s, within: 3s }]";
        Assert.Empty(new ProcedureStage(Keys).Play("a1 .2 b3").Violations);
        // And what has begun in time and comes to nothing is told at once.
        Assert.Equal("4.5 violation too-slow b", new ProcedureStage(Keys).Play("a1 .2.5 b1 .0.5 .1 b3").Told[2]);
    }

    [Fact]
    public void A_step_that_is_too_short_is_told_when_it_is_over()
    {
        var stage = new ProcedureStage(Timed).Play("a1 b1 .1 c1");
        Assert.Equal(["0.0 started", "0.0 step a", "1.0 step b", "2.5 violation too-short b", "3.0 step c", "3.0 completed violated"], stage.Told);
        Assert.Equal(0.9, stage.Events[3].Value!.Value, 3);
    }

    [Fact]
    public void A_step_that_is_too_short_is_told_even_where_the_last_one_follows_at_once()
    {
        var stage = new ProcedureStage("steps: [{ name: a, when: { zone: a } }, { name: b, when: { zone: b }, minimum: 2s }, { name: c, when: { zone: c } }]").Play("a1 b1 c1");
        Assert.Equal(["0.0 started", "0.0 step a", "1.0 step b", "2.0 step c", "2.0 violation too-short b", "2.0 completed violated"], stage.Told);
    }

    [Fact]
    public void What_lies_between_two_frames_counts_for_the_worker()
    {
        const string Keys = "steps: [{ name: a, when: { zone: a } }, { name: b, when: { zone: b }, minimum: 2s }, { name: c, when: { zone: c } }]";
        // Seen at 1 and 2 seconds, not at 0 and 3: it may have lasted for almost three.
        Assert.Empty(new ProcedureStage(Keys, framesPerSecond: 1).Play("a1 b2 .2 c1").Violations);
        Assert.Equal(["too-short b"], new ProcedureStage(Keys, framesPerSecond: 2).Play("a1 b1 .2 c1").Violations);
    }

    [Fact]
    public void The_last_step_ends_the_run_once_it_has_lasted_for_its_minimum()
    {
        const string Keys = "steps: [{ name: a, when: { zone: a } }, { name: b, when: { zone: b }, minimum: 2s }]";
        Assert.Equal(["0.0 started", "0.0 step a", "1.0 step b", "3.0 completed ok"], new ProcedureStage(Keys).Play("a1 b4 .1").Told);
        Assert.Equal("2.5 completed violated", new ProcedureStage(Keys).Play("a1 b1 .1").Told[^1]);
    }

    [Fact]
    public void A_run_that_takes_too_long_is_told_when_its_time_is_over_and_goes_on()
    {
        var stage = new ProcedureStage("within: 3s, " + Abc).Play("a1 b1 .3 c1");
        Assert.Equal(["0.0 started", "0.0 step a", "1.0 step b", "3.1 violation too-slow", "5.0 step c", "5.0 completed violated"], stage.Told);
        Assert.Null(stage.Runs[0].Violations[0].Step);
    }

    [Fact]
    public void Times_in_any_order_count_from_the_start()
    {
        var stage = new ProcedureStage("order: any, steps: [{ name: a, when: { zone: a }, within: 4s }, { name: b, when: { zone: b }, within: 2s }, { name: c, when: { zone: c } }]");
        Assert.Equal(["2.1 violation too-slow b", "4.1 violation too-slow a"], stage.Play("c5 b1 a1").Told.Where(told => told.Contains("violation", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_optional_step_that_comes_late_is_told_when_it_comes_and_never_where_it_does_not()
    {
        const string Keys = "steps: [{ name: a, when: { zone: a } }, { name: b, when: { zone: b }, within: 3s, optional: true }, { name: c, when: { zone: c } }]";
        Assert.Equal("5.0 violation too-slow b", new ProcedureStage(Keys).Play("a1 .4 b1 c1").Told[3]);
        Assert.Empty(new ProcedureStage(Keys).Play("a1 .9 c1").Violations);
    }

    [Fact]
    public void A_worker_who_is_hidden_is_not_judged_until_seen_again()
    {
        var stage = new ProcedureStage("gone: 9s, " + Timed).Play("a1 .1 -5 b3 c1");
        Assert.Equal(["7.0 step b", "7.0 violation too-slow b"], stage.Told[2..4]);
    }
}

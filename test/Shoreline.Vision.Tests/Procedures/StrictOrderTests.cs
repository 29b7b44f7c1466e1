using Shoreline.Vision.Rules;
using static Shoreline.Vision.Tests.Procedures.ProcedureStage;

namespace Shoreline.Vision.Tests.Procedures;

/// <summary>Steps in their order, left out, swapped and repeated.</summary>
public sealed class StrictOrderTests
{
    [Fact]
    public void Who_does_the_steps_in_their_order_does_right()
    {
        var stage = new ProcedureStage(Abc).Play(".1 a1 .1 b1 .1 c1 .2");

        Assert.Equal(["1.0 started", "1.0 step a", "3.0 step b", "5.0 step c", "5.0 completed ok"], stage.Told);
        var run = Assert.Single(stage.Runs);
        Assert.Equal(("ok", 1L, "person", "p"), (run.Outcome, run.Track, run.Label, run.Procedure));
        Assert.Equal(4, (run.EndNs - run.StartNs) / 1e9);
        Assert.Equal([("a", 1, 0.9), ("b", 1, 0.9), ("c", 1, 0.0)], run.Steps.Select(step => (step.Name, step.Times, Math.Round(step.Seconds, 3))));
        Assert.Equal(1_769_851_801_000_000_000, run.Steps[0].StartNs);
        Assert.Empty(run.Violations);
        Assert.All(stage.Events, happened => Assert.Equal(("run", run.Run), (happened.Details[0].Name, happened.Details[0].Text)));
    }

    [Fact]
    public void A_step_that_is_left_out_before_the_last_one_is_missed_with_it()
    {
        var stage = new ProcedureStage(Abc).Play("a1 .1 c1 .5");
        Assert.Equal(["0.0 started", "0.0 step a", "2.0 step c", "2.0 violation missed b", "2.0 completed violated"], stage.Told);
        Assert.Equal("b", stage.Events[2].Details.Single(detail => detail.Name == "passes").Text);
        Assert.Equal(("missed", "b"), (stage.Runs[0].Violations[0].What, stage.Runs[0].Violations[0].Step));
        Assert.Equal(0, stage.Runs[0].Steps[1].Times);
    }

    private const string Abcd = "steps: [{ name: a, when: { zone: a } }, { name: b, when: { zone: b } }, { name: c, when: { zone: c } }, { name: d, when: { zone: d } }]";

    [Fact]
    public void A_step_is_missed_with_the_second_that_comes_in_its_place_and_swapped_where_it_comes_itself()
    {
        Assert.Equal(["0.0 started", "0.0 step a", "1.0 step c", "2.0 step d", "2.0 violation missed b", "2.0 completed violated"], new ProcedureStage(Abcd).Play("a1 c1 d1").Told);
        Assert.Equal(
            ["0.0 started", "0.0 step a", "1.0 step c", "2.0 step b", "2.0 violation out-of-order b", "3.0 step d", "3.0 completed violated"],
            new ProcedureStage(Abcd).Play("a1 c1 b1 d1").Told);
    }

    [Fact]
    public void What_was_missed_and_comes_after_all_is_told_as_a_step_and_not_as_another_fault()
    {
        var stage = new ProcedureStage("end: { not: { any: [{ zone: a }, { zone: b }, { zone: c }, { zone: d }] }, for: 2s }, " + Abcd).Play("a1 c1 d1 b1 .3");
        Assert.Equal(["0.0 started", "0.0 step a", "1.0 step c", "2.0 step d", "2.0 violation missed b", "3.0 step b", "6.0 completed violated"], stage.Told);
    }

    [Fact]
    public void Who_goes_back_to_an_earlier_step_is_out_of_order_once()
    {
        var stage = new ProcedureStage(Abcd).Play("a1 b1 c1 b1 .1 b1 d1");
        Assert.Equal(["out-of-order b"], stage.Violations);
        Assert.Equal(3, stage.Runs[0].Steps[1].Times);
    }

    [Fact]
    public void The_first_step_after_others_begins_the_next_run_and_ends_the_one_before()
    {
        var stage = new ProcedureStage(Abc).Play("a1 b1 a1 b1 c1");
        Assert.Equal(
            ["0.0 started", "0.0 step a", "1.0 step b", "2.0 violation missed c", "2.0 completed violated restart", "2.0 started", "2.0 step a", "3.0 step b", "4.0 step c", "4.0 completed ok"],
            stage.Told);
        Assert.Equal(2, stage.Runs.Select(run => run.Run).Distinct().Count());
    }

    [Fact]
    public void The_first_step_again_before_any_other_goes_on_with_the_run()
    {
        var stage = new ProcedureStage(Abc).Play("a1 .1 a1 b1 c1");
        Assert.Empty(stage.Violations);
        Assert.Equal(2, Assert.Single(stage.Runs).Steps[0].Times);
    }

    [Fact]
    public void An_optional_step_may_come_in_its_place_or_not_at_all()
    {
        const string Keys = "steps: [{ name: a, when: { zone: a } }, { name: b, when: { zone: b }, optional: true }, { name: c, when: { zone: c } }, { name: d, when: { zone: d } }]";
        Assert.Empty(new ProcedureStage(Keys).Play("a1 b1 c1 d1").Violations);
        Assert.Empty(new ProcedureStage(Keys).Play("a1 c1 d1").Violations);
        Assert.Equal(["out-of-order b"], new ProcedureStage(Keys).Play("a1 c1 b1 d1").Violations);
    }

    [Theory]
    [InlineData("a1 b1 .1 b1 c1", "")]
    [InlineData("a1 b1 .1 b1 .1 b1 c1", "")]
    [InlineData("a1 b1 c1", "missed b")]
    [InlineData("a1 b1 .1 b1 .1 b1 .1 b1 .1 b1 c1", "repeated b")]
    [InlineData("a1 c1", "missed b")]
    public void A_step_that_must_come_several_times_comes_as_often_as_it_must(string play, string violations)
    {
        var stage = new ProcedureStage("steps: [{ name: a, when: { zone: a } }, { name: b, when: { zone: b }, repeat: [2, 3] }, { name: c, when: { zone: c } }]").Play(play);
        Assert.Equal(violations, string.Join(", ", stage.Violations));
        Assert.Single(stage.Runs);
    }

    [Fact]
    public void A_step_that_wavers_for_less_than_clear_comes_once()
    {
        var stage = new ProcedureStage("steps: [{ name: a, when: { zone: a }, repeat: 1 }, { name: b, when: { zone: b } }]").Play("a1 .0.3 a1 .0.4 a1 b1");
        Assert.Equal(["0.0 started", "0.0 step a", "3.7 step b", "3.7 completed ok"], stage.Told);
    }

    [Fact]
    public void A_step_of_which_too_little_is_seen_has_not_come()
    {
        var stage = new ProcedureStage("steps: [{ name: a, when: { zone: a }, for: 500ms }, { name: b, when: { zone: b }, for: 500ms }]").Play("a0.4 .1 a1 b0.4 .1 b1");
        Assert.Equal(["1.9 started", "1.9 step a", "4.3 step b", "4.3 completed ok"], stage.Told);
        Assert.Equal(1.4, Math.Round((stage.Runs[0].StartNs - 1_769_851_800_000_000_000) / 1e9, 3));
    }

    [Fact]
    public void A_step_that_goes_on_while_the_next_comes_is_all_right()
    {
        var stage = new ProcedureStage("steps: [{ name: low, when: { not: { zone: d } } }, { name: b, when: { zone: b } }, { name: d, when: { zone: d } }]").Play("a1 b1 d1");
        Assert.Empty(stage.Violations);
        Assert.Equal("ok", Assert.Single(stage.Runs).Outcome);
    }

    [Fact]
    public void Start_and_end_are_where_the_file_says()
    {
        var stage = new ProcedureStage("start: { zone: d }, end: { zone: d }, " + Abc).Play("a1 b1 d1 a1 c1 b1 .1 d1 c1");
        Assert.Equal(
            ["2.0 started", "3.0 step a", "4.0 step c", "5.0 step b", "5.0 violation out-of-order b", "7.0 completed violated"], stage.Told);
    }

    [Fact]
    public void The_end_tells_what_was_not_done()
    {
        var stage = new ProcedureStage("end: { zone: d }, " + Abc).Play("a1 d1");
        Assert.Equal(["missed b", "missed c"], stage.Violations);
    }

    [Fact]
    public void One_step_is_a_procedure_and_so_are_a_hundred()
    {
        Assert.Equal(["0.0 started", "0.0 step a", "0.0 completed ok"], new ProcedureStage("steps: [{ name: a, when: { zone: a } }]").Play("a5 .1").Told);

        var steps = string.Join(", ", Enumerable.Range(1, 100).Select(i => $"{{ name: s{i}, clear: 0s, when: {{ zone: {(i % 2 == 1 ? 'a' : 'b')}, score: 0.5 }} }}"));
        var hundred = new ProcedureStage($"order: any, steps: [{steps}]").Play("a1 b1");
        Assert.Equal(100, hundred.Events.Count(happened => happened.Type == VisionEventType.ProcedureStep));
        Assert.Equal("ok", Assert.Single(hundred.Runs).Outcome);
    }

    [Fact]
    public void In_any_order_the_steps_may_come_as_they_like_and_the_last_ends_the_run()
    {
        var stage = new ProcedureStage("order: any, " + Abc).Play("c1 a1 c1 b1 a1");
        Assert.Equal(["0.0 started", "0.0 step c", "1.0 step a", "2.0 step c", "3.0 step b", "3.0 completed ok", "4.0 started", "4.0 step a"], stage.Told);
    }

    [Fact]
    public void A_cooldown_keeps_the_next_run_from_beginning()
    {
        var stage = new ProcedureStage("cooldown: 6s, " + Abc).Play("a1 b1 c1 a1 b1 c1 .1 a1 .1 a1");
        Assert.Equal([0, 9], stage.Events.Where(happened => happened.Type == VisionEventType.ProcedureStarted).Select(happened => (int)(happened.Frame.PtsNs / 1_000_000_000)));
    }

    [Theory]
    [InlineData("[start]", "started completed")]
    [InlineData("step", "step step step completed")]
    [InlineData("[violation, end]", "completed")]
    [InlineData("end", "completed")]
    public void Only_the_events_that_are_wanted_are_told_and_the_end_in_any_case(string emit, string types)
    {
        var stage = new ProcedureStage($"emit: {emit}, " + Abc).Play("a1 b1 c1");
        Assert.Equal(types, string.Join(' ', stage.Told.Select(told => told.Split(' ')[1])));
        Assert.Single(stage.Runs);
        Assert.EndsWith($"/{stage.Events.Count}", stage.Events[^1].Id, StringComparison.Ordinal); // no number is missing
    }
}

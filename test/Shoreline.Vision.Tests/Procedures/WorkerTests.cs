using Shoreline.Vision.Rules;
using static Shoreline.Vision.Tests.Procedures.ProcedureStage;

namespace Shoreline.Vision.Tests.Procedures;

/// <summary>Workers who go, come back, and work side by side; cameras that stop, jump and hardly ever look.</summary>
public sealed class WorkerTests
{
    [Fact]
    public void Who_goes_away_abandons_the_run_and_it_is_told()
    {
        var stage = new ProcedureStage(Abc).Play("a1 b1 -3 c1 .1");
        Assert.Equal(["0.0 started", "0.0 step a", "1.0 step b", "3.9 violation abandoned c", "3.9 completed abandoned gone"], stage.Told);
        Assert.Equal(("abandoned", "gone"), (stage.Runs[0].Outcome, stage.Runs[0].Reason));
        Assert.Equal("b", stage.Events[3].Details.Single(detail => detail.Name == "after").Text);
        Assert.Equal(1L, stage.Events[4].Track);
    }

    [Fact]
    public void Who_is_hidden_for_a_moment_goes_on()
    {
        var stage = new ProcedureStage(Abc).Play("a1 -1.5 b1 -1.5 c1");
        Assert.Equal("ok", Assert.Single(stage.Runs).Outcome);
    }

    [Fact]
    public void Who_comes_back_begins_anew()
    {
        var stage = new ProcedureStage(Abc).Play("a1 b1 -5 a1 b1 c1");
        Assert.Equal(["abandoned", "ok"], stage.Runs.Select(run => run.Outcome));
    }

    [Fact]
    public void Who_has_done_everything_and_waits_for_the_end_may_go()
    {
        var stage = new ProcedureStage("end: { zone: d }, " + Abc).Play("a1 b1 c1 -3");
        Assert.Equal(("ok", "gone"), (Assert.Single(stage.Runs).Outcome, stage.Runs[0].Reason));
        Assert.Empty(stage.Violations);
    }

    [Fact]
    public void Two_workers_have_two_runs()
    {
        var stage = new ProcedureStage(Abc);
        foreach (var (one, other) in "aaabbbccc".Zip("..aaaccbb")) stage.Step(one, other);
        Assert.Equal([(2L, "violated"), (1L, "ok")], stage.Runs.Select(run => (run.Track, run.Outcome)));
        Assert.Equal(2, stage.Runs.Select(run => run.Run).Distinct().Count());
        Assert.Equal(["missed b"], stage.Violations);
    }

    [Fact]
    public void A_camera_has_one_run_whoever_does_the_steps()
    {
        var stage = new ProcedureStage("per: camera, " + Abc);
        foreach (var places in (string[])["a.", ".b", ".b", "..c", "..."]) stage.Step(places);
        var run = Assert.Single(stage.Runs);
        Assert.Equal(("ok", 0L), (run.Outcome, run.Track));
        Assert.Null(stage.Events[0].Box);
    }

    [Fact]
    public void A_station_is_judged_by_the_things_that_are_there_though_nobody_is()
    {
        var stage = new ProcedureStage("label: bottle, steps: [{ name: first, when: { seen: { zone: a, label: bottle } } }, { name: second, when: { seen: { zone: b, label: bottle } } }]");
        stage.Things();
        stage.Things(At('a', 0, "bottle"));
        for (var i = 0; i < 60; i++) stage.Things(); // the bottle is in somebody's hand: nothing of the kind is seen
        stage.Things(At('b', 0, "bottle"));
        Assert.Equal(["0.1 started", "0.1 step first", "6.2 step second", "6.2 completed ok"], stage.Told);
    }

    [Fact]
    public void A_station_without_anybody_is_abandoned_where_the_file_says_when()
    {
        var stage = new ProcedureStage("per: camera, gone: 3s, " + Abc).Play("a1 -4");
        Assert.Equal(["0.1 started", "0.1 step a", "3.9 violation abandoned b", "3.9 completed abandoned gone"], stage.Told);
        Assert.Equal("ok", new ProcedureStage("per: camera, " + Abc).Play("a1 -30 b1 c1").Runs.Single().Outcome);
    }

    [Fact]
    public void Nothing_tracks_and_the_best_is_followed()
    {
        var stage = new ProcedureStage(Abc);
        foreach (var place in "aabbcc") stage.Things(At(place, 0), At('d', 0) with { Score = 0.5f });
        Assert.Equal(("ok", 0L), (Assert.Single(stage.Runs).Outcome, stage.Runs[0].Track));
    }

    [Fact]
    public void What_a_tracker_is_not_sure_of_is_not_looked_at()
    {
        var stage = new ProcedureStage(Abc, isTracked: true);
        foreach (var place in "aabbcc") stage.Things(At(place, 0));
        Assert.Empty(stage.Events);
    }

    [Fact]
    public void Frames_that_are_missing_end_what_was_under_way_and_accuse_nobody()
    {
        var stage = new ProcedureStage(Abc).Play("a1 b1");
        stage.Step('c', 60, 60);
        Assert.Equal("60.0 completed interrupted gap", stage.Told[^1]);
        Assert.Empty(stage.Violations);
        Assert.InRange(stage.Runs[0].EndNs - 1_769_851_800_000_000_000, 1_800_000_000, 2_000_000_000); // when the last frame before the gap was taken
        stage.Step('a', 61, 61);
        Assert.Equal("61.0 step a", stage.Told[^1]);
    }

    [Fact]
    public void The_end_of_the_camera_ends_what_was_under_way()
    {
        var stage = new ProcedureStage(Abc).Play("a1 b1").Finish().Finish();
        Assert.Equal("1.9 completed interrupted stop", stage.Told[^1]);
        Assert.Single(stage.Runs);
    }

    [Fact]
    public void A_clock_that_goes_back_does_not_count_back()
    {
        var stage = new ProcedureStage("within: 10s, steps: [{ name: a, when: { zone: a } }, { name: b, when: { zone: b }, within: 5s }]");
        double[] pts = [100, 101, 102, 0, 1, 2, 3];
        double[] clock = [1000, 1001, 1002, 3, 4, 5, 6];
        for (var i = 0; i < pts.Length; i++) stage.Step(i < 3 ? 'a' : i < 6 ? '.' : 'b', clock[i], pts[i]);
        Assert.Equal("ok", Assert.Single(stage.Runs).Outcome);
        Assert.True(stage.Runs[0].EndNs > stage.Runs[0].StartNs);
    }

    [Fact]
    public void A_camera_with_a_frame_a_minute_sees_steps_that_last_for_minutes()
    {
        var stage = new ProcedureStage("within: 1h, steps: [{ name: a, when: { zone: a }, for: 1m }, { name: b, when: { zone: b }, within: 10m }, { name: c, when: { zone: c }, minimum: 2m }]", 1 / 60.0);
        stage.Play("a120 .120 b180 c240");
        Assert.Equal(["started", "step a", "step b", "step c", "completed ok"], stage.Told.Select(told => told.Split(' ', 2)[1]));
    }

    [Fact]
    public void Time_goes_on_while_nothing_moves_and_what_holds_goes_on()
    {
        var stage = new ProcedureStage("steps: [{ name: a, when: { zone: a } }, { name: b, when: { zone: b }, for: 3s }, { name: c, when: { zone: c }, within: 4s }]");
        stage.Play("a1 b1 =5 .1 =5 c1");
        Assert.Equal(["0.0 started", "0.0 step a", "4.0 step b", "11.1 violation too-slow c", "13.0 step c", "13.0 completed violated"], stage.Told);
    }

    [Fact]
    public void Nobody_goes_while_nobody_looks_and_who_has_gone_meanwhile_is_told_with_the_next_look()
    {
        var stage = new ProcedureStage(Abc).Play("a1 -0.2 =9 -0.1 b1");
        Assert.Equal(["0.0 started", "0.0 step a", "10.2 violation abandoned b", "10.2 completed abandoned gone"], stage.Told);
        Assert.Equal("ok", new ProcedureStage(Abc).Play("a1 -0.1 =9 b1 c1").Runs.Single().Outcome);
        Assert.Equal("ok", new ProcedureStage(Abc).Play("a1 -0.2 =9 b1 c1").Runs.Single().Outcome); // there with the next look: it never went
    }

    [Fact]
    public void A_quiet_camera_that_never_saw_anything_has_nothing_to_tell()
    {
        var stage = new ProcedureStage(Abc).Play("=5");
        Assert.Empty(stage.Finish().Events);
    }

    [Fact]
    public void A_thousand_workers_and_more_are_followed_and_the_rest_counted()
    {
        var stage = new ProcedureStage(Abc);
        stage.Things([.. Enumerable.Range(1, 1500).Select(i => At('a', i))]);
        Assert.Equal(Scene.MostTracks, stage.Events.Count(happened => happened.Type == VisionEventType.ProcedureStarted));
        Assert.Equal(1500 - Scene.MostTracks, stage.Engine.Scene.Overlooked);
    }

    [Fact]
    public void A_slot_that_is_given_to_another_worker_knows_nothing_of_the_first()
    {
        var stage = new ProcedureStage(Abc);
        stage.Things(At('a', 7));
        for (var i = 0; i < 40; i++) stage.Things();
        stage.Things(At('b', 8));
        stage.Things(At('c', 8));
        Assert.Equal(["0.0 started", "0.0 step a", "2.0 violation abandoned b", "2.0 completed abandoned gone"], stage.Told);
    }
}

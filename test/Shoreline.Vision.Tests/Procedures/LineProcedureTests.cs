using System.Runtime.CompilerServices;
using Shoreline.Media;

namespace Shoreline.Vision.Tests.Procedures;

/// <summary>Procedures judged against a worker whose every move is known: each violation is found, and none is invented.</summary>
public sealed class LineProcedureTests(ITestOutputHelper output)
{
    private const int Pieces = 220;

    private static string WorkedExample => File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/examples/line.yaml"));

    [Theory]
    [InlineData(1, 15, 0.6)]
    [InlineData(2, 5, 0.6)]
    [InlineData(3, 5, 1)]
    [InlineData(4, 15, 0.1)]
    public void Every_violation_of_a_worker_is_found_and_none_is_invented(int seed, int fps, double violations)
    {
        var script = SceneScript.Parse(FormattableString.Invariant($"scene://line?seed={seed}&violations={violations}"));
        var run = LineRun.Of(WorkedExample, ["person"], new LineFeed(script, fps, seed).Frames((Pieces + 1) * 24));

        var (wrong, found) = (new List<string>(), 0);
        for (var i = 0; i < Pieces; i++)
        {
            var cycle = script.CycleAt(i);
            var told = run.Violations[i].Select(violation => $"{violation.What} {violation.Step}".TrimEnd()).ToList();
            if (!told.SequenceEqual(Expected(cycle))) wrong.Add($"piece {i}: '{string.Join(", ", told)}', not '{string.Join(", ", Expected(cycle))}'");
            if (run.Runs[i].Count() != 1) wrong.Add($"piece {i}: {run.Runs[i].Count()} runs");
            found += told.Count;
        }
        output.WriteLine($"{Pieces} pieces at {fps} frames a second, {found} violations");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(found, violations * Pieces * 0.6, violations * Pieces);
    }

    [Fact]
    public void What_is_told_is_told_when_it_is_certain()
    {
        var script = SceneScript.Parse("scene://line?seed=11&violations=0.7");
        var run = LineRun.Of(WorkedExample, ["person"], new LineFeed(script, 15, 11).Frames((Pieces + 1) * 24));

        foreach (var i in Enumerable.Range(0, Pieces).Where(i => script.CycleAt(i).Fault is not null))
        {
            var cycle = script.CycleAt(i);
            var at = Assert.Single(run.Violations[i]).At;
            var step = cycle.Steps.FirstOrDefault(step => step.Name == cycle.FaultStep);
            // A hand is seen in a zone a little before it is in place, and a little after; a frame or two may be missed, and what counts must have held for a while.
            var (earliest, latest) = cycle.Fault switch
            {
                "slow" => (Before(cycle, step!).To + 5, step!.From - 0.2), // when the limit passes, not when the step comes
                "hasty" => (step!.To + 0.5, step.To + 2),
                "repeats" => (cycle.Steps.Last(again => again.Name == "fasten").From - 0.2, cycle.Steps.Last(again => again.Name == "fasten").From + 1),
                "swaps" => (step!.From - 0.3, step.From + 1),
                "goes-away" => (cycle.Steps[^1].To + 2, cycle.To), // what a detector sees where nobody is keeps the worker there a little longer
                _ => (cycle.From, cycle.To + 3),
            };
            Assert.InRange(at, earliest, latest);
        }
    }

    [Fact]
    public void A_run_says_when_each_step_was_done()
    {
        var script = SceneScript.Parse("scene://line?seed=5&violations=0");
        var run = LineRun.Of(WorkedExample, ["person"], new LineFeed(script, 15, 5).Frames(21 * 24));
        for (var i = 0; i < 20; i++)
        {
            var summary = Assert.Single(run.Runs[i]);
            Assert.Equal("ok", summary.Outcome);
            Assert.Equal(script.CycleAt(i).Steps.Select(step => step.Name), summary.Steps.Where(step => step.Times > 0).Select(step => step.Name));
            foreach (var step in script.CycleAt(i).Steps.SkipLast(1)) // the last one ends the run when it begins
            {
                var seen = summary.Steps.Single(seen => seen.Name == step.Name);
                Assert.InRange(seen.Seconds, step.To - step.From - 0.3, step.To - step.From + 1);
            }
        }
    }

    /// <summary>The same work by the things that are there, whoever has done it.</summary>
    [Theory]
    [InlineData(6, 15)]
    [InlineData(7, 5)]
    public void A_station_is_judged_by_its_things(int seed, int fps)
    {
        const string Rules = """
            zones:
              fixture: [[0.42, 0.68], [0.58, 0.68], [0.58, 0.85], [0.42, 0.85]]
              driving: [[0.45, 0.6], [0.58, 0.6], [0.58, 0.725], [0.45, 0.725]]
              front: [[0.38, 0.48], [0.63, 0.48], [0.63, 0.66], [0.38, 0.66]]
              tray: [[0.74, 0.6], [0.93, 0.6], [0.93, 0.84], [0.74, 0.84]]
            procedures:
              - name: finish a piece
                per: camera
                label: person
                score: 0.45
                anchor: centre
                gone: 3s
                clear: 600ms
                start: { any: [{ seen: { label: base, zone: fixture } }, { seen: { label: part, zone: fixture } }] }
                steps:
                  - { name: fasten, when: { seen: { label: driver, zone: driving } }, minimum: 2s, repeat: 1 }
                  - { name: inspect, when: { seen: { label: piece, zone: front } } }
                  - { name: put-away, when: { seen: { label: piece, zone: tray } } }
            """;
        string[] steps = ["fasten", "inspect", "put-away"];
        var script = SceneScript.Parse(FormattableString.Invariant($"scene://line?seed={seed}&violations=0.6"));
        var run = LineRun.Of(Rules, ["person", "base", "part", "driver", "piece"], new LineFeed(script, fps, seed).Frames((Pieces + 1) * 24));

        var wrong = new List<string>();
        for (var i = 0; i < Pieces; i++)
        {
            var cycle = script.CycleAt(i);
            string[] expected = cycle switch
            {
                { Fault: "goes-away", FaultStep: "take-part" or "fasten" } => ["abandoned fasten"],
                { Fault: "slow" } => [],
                { Fault: "hasty", FaultStep: "inspect" } => [],
                { Fault: "swaps", FaultStep: not "fasten" } => [],
                { FaultStep: { } step } when !steps.Contains(step) => [],
                _ => Expected(cycle),
            };
            var told = run.Violations[i].Select(violation => $"{violation.What} {violation.Step}").ToList();
            if (!told.SequenceEqual(expected)) wrong.Add($"piece {i}: '{string.Join(", ", told)}', not '{string.Join(", ", expected)}' ({cycle.Fault} {cycle.FaultStep})");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    internal static string[] Expected(SceneCycle cycle) => cycle.Fault switch
    {
        null => [],
        "leaves-out" => [$"missed {cycle.FaultStep}"],
        "swaps" => [$"out-of-order {cycle.FaultStep}"],
        "slow" => [$"too-slow {cycle.FaultStep}"],
        "hasty" => [$"too-short {cycle.FaultStep}"],
        "repeats" => [$"repeated {cycle.FaultStep}"],
        "goes-away" => [$"abandoned {cycle.FaultStep}"],
        _ => throw new ArgumentException($"There is no fault '{cycle.Fault}'.", nameof(cycle)),
    };

    private static SceneStep Before(SceneCycle cycle, SceneStep step) => cycle.Steps.TakeWhile(before => before != step).Last();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

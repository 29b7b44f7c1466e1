namespace Shoreline.Media.Tests;

public sealed class SceneScriptTests
{
    [Fact]
    public void People_with_faces_come_to_the_entrance_soon_and_again_and_again()
    {
        var script = SceneScript.Parse("scene://entrance");
        var truths = Enumerable.Range(0, 1200).Select(i => script.At(i / 10.0)).ToList();

        Assert.Contains(truths.Take(50), truth => truth.Figures.Any(figure => figure.Face is not null));
        Assert.True(truths.SelectMany(truth => truth.Figures.Where(figure => figure.Face is not null).Select(figure => figure.Id)).Distinct().Count() >= 15);
        Assert.Contains(truths, truth => truth.Figures.Any(figure => figure.Face is null));
        Assert.All(truths.SelectMany(truth => truth.Figures), figure =>
        {
            Assert.InRange(figure.Body.X + figure.Body.Width, 0, 1.0001);
            Assert.InRange(figure.Body.Y + figure.Body.Height, 0, 1.0001);
        });
    }

    private const string Right = "take-base take-part fasten inspect put-away";

    [Fact]
    public void The_first_piece_is_right_and_some_of_the_others_are_not()
    {
        var script = SceneScript.Parse("scene://line");
        var cycles = Enumerable.Range(0, 200).Select(script.CycleAt).ToList();

        Assert.Null(cycles[0].Fault);
        Assert.InRange(cycles.Count(cycle => cycle.Fault is not null), 25, 55); // one in five
        Assert.All(cycles.Where(cycle => cycle.Fault is null), cycle => Assert.Equal(Right, Steps(cycle).Replace(" stamp", "", StringComparison.Ordinal)));
        Assert.Contains(cycles, cycle => cycle.Fault is null && Steps(cycle).Contains("stamp", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_kind_of_fault_is_what_it_says()
    {
        var script = SceneScript.Parse("scene://line?violations=1&seed=3");
        var cycles = Enumerable.Range(0, 400).Select(script.CycleAt).ToList();

        Assert.Equal(
            ["goes-away", "hasty", "leaves-out", "repeats", "slow", "swaps"], cycles.Select(cycle => cycle.Fault).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        foreach (var cycle in cycles)
        {
            var (steps, times) = (Steps(cycle), cycle.Steps.Count(step => step.Name == cycle.FaultStep));
            var step = cycle.Steps.FirstOrDefault(step => step.Name == cycle.FaultStep);
            switch (cycle.Fault)
            {
                case "leaves-out": Assert.Equal(0, times); break;
                case "goes-away": Assert.StartsWith(steps, Right, StringComparison.Ordinal); Assert.Equal(0, times); break;
                case "repeats": Assert.Equal(2, times); break;
                case "swaps": Assert.NotEqual(Right, steps); Assert.Equal(Right.Split(' ').Order(), steps.Split(' ').Order()); break;
                case "hasty": Assert.Equal(Right, steps); Assert.InRange(step!.To - step.From, 0.2, 0.8); break;
                case "slow": Assert.Equal(Right, steps); Assert.True(step!.From - cycle.Steps.TakeWhile(before => before != step).Last().To > 5.5); break;
                default: Assert.Equal(Right, steps.Replace(" stamp", "", StringComparison.Ordinal)); break;
            }
            Assert.True(cycle.Steps[^1].To < cycle.To);
            Assert.All(cycle.Steps.Zip(cycle.Steps.Skip(1)), pair => Assert.True(pair.First.To < pair.Second.From));
        }
    }

    [Fact]
    public void Without_violations_every_piece_is_right() =>
        Assert.All(Enumerable.Range(0, 100).Select(SceneScript.Parse("scene://line?violations=0&seed=9").CycleAt), cycle => Assert.Null(cycle.Fault));

    [Fact]
    public void The_hands_are_where_the_step_is_and_the_worker_is_away_only_where_the_script_says()
    {
        var script = SceneScript.Parse("scene://line?violations=1&seed=4");
        for (var i = 0; i < 60; i++)
        {
            var cycle = script.CycleAt(i);
            foreach (var step in cycle.Steps)
            {
                var truth = script.At((step.From + step.To) / 2);
                Assert.Equal(step.Name, truth.Step);
                var wrists = truth.Figures.Single().Points.Skip(9).Take(2).ToList();
                Assert.All(wrists, wrist => Assert.True(wrist.IsSeen));
                var x = step.Name is "take-base" or "take-part" ? wrists[1].X : wrists[0].X; // the worker's right is on the left
                Assert.InRange(x, step.Name switch { "take-base" => 0.18, "take-part" => 0.31, "fasten" or "inspect" => 0.48, "stamp" => 0.65, _ => 0.74 },
                    step.Name switch { "take-base" => 0.26, "take-part" => 0.38, "fasten" or "inspect" => 0.6, "stamp" => 0.74, _ => 0.86 });
            }
            var isAway = Enumerable.Range(0, 24).Any(second => script.At(cycle.From + second).Figures.Count == 0);
            Assert.Equal(cycle.Fault == "goes-away", isAway);
        }
    }

    [Fact]
    public void Each_moment_can_be_asked_for_by_itself()
    {
        var (forwards, backwards) = (SceneScript.Parse("scene://line?seed=5"), SceneScript.Parse("scene://line?seed=5"));
        var there = Enumerable.Range(0, 2000).Select(i => Text(forwards.At(i / 4.0))).ToList();
        var back = Enumerable.Range(0, 2000).Reverse().Select(i => Text(backwards.At(i / 4.0))).Reverse().ToList();
        Assert.Equal(there, back);
    }

    [Theory]
    [InlineData("scene://line?violations=2", "must be a number from 0 to 1")]
    [InlineData("scene://entrance?violations=0.5", "no option of scene://entrance")]
    public void Bad_shares_of_violations_are_refused(string source, string message) =>
        Assert.Contains(message, Assert.Throws<Core.InvalidInputException>(() => SceneScript.Parse(source)).Message, StringComparison.Ordinal);

    private static string Steps(SceneCycle cycle) => string.Join(' ', cycle.Steps.Select(step => step.Name));

    private static string Text(SceneTruth truth) =>
        $"{truth.Cycle} {truth.Step} {string.Join(' ', truth.Things.Select(thing => $"{thing.Name} {thing.Box}"))} {string.Join(' ', truth.Figures.SelectMany(figure => figure.Points))}";
}

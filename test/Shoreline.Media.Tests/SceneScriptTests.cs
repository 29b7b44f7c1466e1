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

    [Fact]
    public void The_worker_goes_through_the_steps_in_order_and_sometimes_leaves_one_out()
    {
        var script = SceneScript.Parse("scene://line");
        var steps = Enumerable.Range(0, 12_000).Select(i => script.At(i / 20.0)).GroupBy(truth => truth.Cycle)
            .Select(cycle => (cycle.First().SkipsStep, Steps: string.Join(' ', cycle.Select(truth => truth.Step).Aggregate(new List<string?>(), (seen, step) =>
            {
                if (seen.LastOrDefault() != step) seen.Add(step);
                return seen;
            })))).ToList();

        Assert.Equal(50, steps.Count);
        Assert.All(steps, cycle => Assert.Equal(cycle.SkipsStep ? "take-base take-part inspect put-away rest" : "take-base take-part fasten inspect put-away rest", cycle.Steps));
        Assert.InRange(steps.Count(cycle => cycle.SkipsStep), 3, 20);
        Assert.False(steps[0].SkipsStep);
    }
}

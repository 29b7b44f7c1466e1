namespace Shoreline.Cli.Tests.Vision;

public sealed class RulesCheckTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Labels_of_the_first_model_and_points_of_the_last_are_those_of_a_chain()
    {
        await File.WriteAllTextAsync(_folder["rules.yaml"], """
            rules:
              - { name: hand up, label: person, when: { keypoint: left-wrist, zone: picture } }
              - { name: bottle, label: bottle, zone: picture }
            """, TestContext.Current.CancellationToken);

        var run = await Command.RunAsync("vision", "rules", "check", _folder["rules.yaml"], "--model", "yolox-nano+movenet-lightning");

        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.EndsWith("2 rules, 0 procedures, 0 zones, 0 masks, 0 lines; no fault", Assert.Single(run.OutputLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_point_that_no_model_of_a_chain_gives_is_a_fault()
    {
        await File.WriteAllTextAsync(
            _folder["rules.yaml"], "rules: [{ name: a, label: person, when: { keypoint: left-thumb, zone: picture } }]", TestContext.Current.CancellationToken);

        var run = await Command.RunAsync("vision", "rules", "check", _folder["rules.yaml"], "--model", "yolox-nano+movenet-lightning");

        run.Refused(ExitCodes.Usage, "rules.yaml:1:", "left-thumb");
    }
}

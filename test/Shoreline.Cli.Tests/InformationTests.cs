namespace Shoreline.Cli.Tests;

public sealed class InformationTests
{
    [Theory]
    [InlineData("")]
    [InlineData("demo")]
    [InlineData("edge")]
    [InlineData("cloud")]
    [InlineData("vision")]
    [InlineData("model")]
    [InlineData("model list")]
    [InlineData("model show")]
    [InlineData("model pull")]
    [InlineData("model bench")]
    [InlineData("model compare")]
    [InlineData("stream")]
    [InlineData("stream list")]
    [InlineData("stream describe")]
    [InlineData("stream read")]
    [InlineData("stream create")]
    [InlineData("stream append")]
    [InlineData("stream delete")]
    [InlineData("component")]
    [InlineData("component list")]
    [InlineData("component details")]
    [InlineData("component restart")]
    [InlineData("component stop")]
    [InlineData("component logs")]
    [InlineData("component new")]
    [InlineData("component package")]
    [InlineData("deployment")]
    [InlineData("deployment create")]
    [InlineData("deployment status")]
    [InlineData("deployment list")]
    [InlineData("deployment cancel")]
    [InlineData("pubsub pub")]
    [InlineData("pubsub sub")]
    [InlineData("iotcore pub")]
    [InlineData("iotcore sub")]
    [InlineData("lake")]
    [InlineData("lake tables")]
    [InlineData("lake describe")]
    [InlineData("lake query")]
    [InlineData("lake job")]
    [InlineData("lake job list")]
    [InlineData("lake job run")]
    [InlineData("lake job log")]
    [InlineData("sample")]
    [InlineData("sample sensor")]
    [InlineData("sample aggregate")]
    [InlineData("doctor")]
    public async Task Help_describes_a_command_and_all_it_takes(string command)
    {
        var run = await Command.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Empty(run.Error);
        var lines = run.OutputLines;
        Assert.Equal("Description:", lines[0]);
        Assert.NotEmpty(lines[1].Trim());
        Assert.All(lines.Where(line => line.StartsWith("  --", StringComparison.Ordinal)), line => Assert.Matches(@"^  --[a-z-]+.*\s{2,}\S", line));
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        var run = await Command.RunAsync("--version");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", Assert.Single(run.OutputLines));
    }

    [Fact]
    public async Task The_models_are_listed_with_the_place_of_their_weights()
    {
        var run = await Command.RunAsync(new Dictionary<string, string?> { ["SHORELINE_MODELS"] = Path.GetDirectoryName(TestAssets.Model("yunet_n_320_320.onnx")) }, "model", "list");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("frontal-face-cascade", run.Output, StringComparison.Ordinal);
        Assert.Contains("yunet-2023mar", run.Output, StringComparison.Ordinal);
        Assert.Contains(TestAssets.Model("yunet_n_320_320.onnx"), run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_finds_all_that_the_tests_need()
    {
        var run = await Command.RunAsync("doctor");

        Assert.True(run.ExitCode == ExitCodes.Done, run.Output);
        Assert.All(run.OutputLines, line => Assert.Matches("^(ok|none) ", line));
        Assert.Contains("onnxruntime", run.Output, StringComparison.Ordinal);
    }
}

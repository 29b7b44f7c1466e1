using System.Text.Json;

namespace Shoreline.Cli.Tests;

public sealed class ComponentValidateTests : IDisposable
{
    private const string Good = """
        RecipeFormatVersion: 2020-01-25
        ComponentName: com.example.Camera
        ComponentVersion: 1.0.0
        Manifests:
          - Name: pi
            Platform: { os: plan9 }
          - Name: linux
            Platform: { os: linux }
            Lifecycle:
              Install: echo
              Run: { Script: sleep 1, Timeout: 5 }

        """;

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_good_recipe_is_told_with_its_manifest_and_steps()
    {
        var run = await Command.RunAsync("component", "validate", Write("good.yaml", Good));

        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^.*/good\.yaml: com\.example\.Camera 1\.0\.0: Manifests\[1\] 'linux' fits architecture=\w+, (architecture.detail=\w+, )?os=linux; steps: Install, Run$", Assert.Single(run.OutputLines));
    }

    [Fact]
    public async Task Faults_have_their_place_in_the_file()
    {
        var path = Write("bad.yaml", Good.Replace("1.0.0", "1.0", StringComparison.Ordinal).Replace("{ os: plan9 }", "plan9", StringComparison.Ordinal));

        var run = await Command.RunAsync("component", "validate", path);

        Assert.Equal((ExitCodes.Failed, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                $"{path}:3:19: ComponentVersion: '1.0' is not of the form major.minor.patch; for example 1.0.0 or 2.1.0-beta.1",
                $"{path}:6:15: Manifests[0].Platform: is the text 'plan9'; it must be a map",
            ],
            run.OutputLines);
    }

    [Fact]
    public async Task A_step_that_would_fail_here_is_a_fault_and_an_unknown_key_a_note()
    {
        var path = Write("step.yaml", Good.Replace("Timeout: 5", "Timeout: soon, Skipf: onpath a", StringComparison.Ordinal));

        var run = await Command.RunAsync("component", "validate", path);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Equal(
            [
                $"{path}:11:40: Manifests[1].Lifecycle.Run.Timeout: is 'soon'; it must be whole seconds from 1 to 2147483647",
                $"{path}:11:53: Manifests[1].Lifecycle.Run.Skipf: note: is not a key here, and ignored; did you mean 'Skipif'?",
            ],
            run.OutputLines);
    }

    [Fact]
    public async Task Json_tells_the_same()
    {
        var run = await Command.RunAsync("component", "validate", "--json", Write("good.yml", Good), Write("bad.json", "{"));

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        using var reports = JsonDocument.Parse(run.Output);
        var (good, bad) = (reports.RootElement[0], reports.RootElement[1]);
        Assert.True(good.GetProperty("isValid").GetBoolean());
        Assert.Equal(("com.example.Camera", 1), (good.GetProperty("name").GetString(), good.GetProperty("manifestIndex").GetInt32()));
        Assert.Equal(["Install", "Run"], good.GetProperty("steps").EnumerateArray().Select(step => step.GetString()));
        Assert.Equal(("(file)", "RECIPE_PARSE_ERROR"), (bad.GetProperty("faults")[0].GetProperty("path").GetString(), bad.GetProperty("faults")[0].GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("/no/such/recipe.yaml", "There is no file /no/such/recipe.yaml")]
    [InlineData("recipe.txt", "recipe.txt is no recipe by its name")]
    public async Task A_file_that_cannot_be_a_recipe_is_a_wrong_argument(string file, string what)
    {
        var run = await Command.RunAsync("component", "validate", file);

        run.Refused(ExitCodes.Usage, what);
        Assert.Empty(run.Output);
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }
}

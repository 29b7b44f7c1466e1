using System.Globalization;
using System.Text.Json;

namespace Shoreline.Cli.Tests;

/// <summary>A gateway as a process, with components whose bootstrap steps ask for a new start of it or of the device (greengrass-components, 7.11).</summary>
public sealed class EdgeRestartTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ScratchFolder _folder = new();
    private ShorelineProgram? _gateway;

    public EdgeRestartTests()
    {
        Directory.CreateDirectory(_folder["recipes"]);
        File.WriteAllText(_folder["edge.yaml"], "device: gw-01\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }\ncomponentUser: root\n");
        Recipe("lib", "1.0.0");
        Recipe("app", "1.0.0", needs: "lib");
        Recipe("other", "1.0.0");
    }

    [Theory]
    [InlineData(100, "Whoever supervises it starts it again")]
    [InlineData(101, "Restart it")]
    public async Task It_ends_in_order_with_the_code_that_was_asked_for_and_goes_on_at_its_next_start(int code, string advice)
    {
        await StartAsync("1");
        await DeployAsync("lib=1.0.0", "app=1.0.0", "other=1.0.0");
        await Until.TrueAsync(() => Trace().Length == 3, "all three to run");
        Recipe("lib", "2.0.0", bootstrap: code);

        var id = await SubmitAsync("lib=2.0.0");
        var ended = await _gateway!.WaitAsync(Patience);

        Assert.True(ended == code, _gateway.Error);
        Assert.Contains(advice, Assert.Single(_gateway.Error.Split('\n'), line => line.StartsWith("shoreline: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(["stop app 1.0.0", "stop lib 1.0.0", "bootstrap lib 2.0.0", "stop other 1.0.0"], Trace().Skip(3));
        await StartAsync("1");
        Assert.Equal("SUCCEEDED", await EndOfAsync(id));
        Assert.Single(Trace(), "bootstrap lib 2.0.0");
        await Until.TrueAsync(() => Trace().TakeLast(2).Order().SequenceEqual(["run app 1.0.0", "run lib 2.0.0"]), "the new version to run, and what depends on it");
        await StopAsync();
    }

    [Fact]
    public async Task Where_nobody_supervises_it_it_starts_itself_anew_and_each_script_asks_once_at_most()
    {
        await StartAsync("0");
        var id = _gateway!.Id;
        Recipe("lib", "3.0.0", bootstrap: 100);
        Recipe("app", "3.0.0", bootstrap: 100, needs: "lib");

        var deployment = await SubmitAsync("lib=3.0.0", "app=3.0.0");

        await Until.TrueAsync(() => _gateway.Error.Contains("starts anew", StringComparison.Ordinal), "the new start");
        Assert.Equal("SUCCEEDED", await EndOfAsync(deployment));
        Assert.Equal(["bootstrap lib 3.0.0", "bootstrap app 3.0.0"], Trace().Take(2));
        await Until.TrueAsync(() => Trace().Skip(2).Order().SequenceEqual(["run app 3.0.0", "run lib 3.0.0"]), "both to run");
        Assert.Equal(id, Endpoint("pid").GetInt32());
        Assert.Single(_gateway.Error.Split('\n'), line => line.StartsWith("shoreline: ", StringComparison.Ordinal));
        await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A component that notes what it does, and ends only when it is told.</summary>
    private void Recipe(string name, string version, int? bootstrap = null, string? needs = null)
    {
        var note = $"{name} {version} >> {_folder["trace"]}";
        var lifecycle = new Dictionary<string, string> { ["Run"] = $"trap 'echo stop {note}; exit 0' TERM; echo run {note}; while :; do sleep 0.02; done" };
        if (bootstrap is { } code) lifecycle["Bootstrap"] = $"echo bootstrap {note}; exit {code}";
        File.WriteAllText(_folder["recipes", $"{name}-{version}.json"], JsonSerializer.Serialize(new
        {
            RecipeFormatVersion = "2020-01-25",
            ComponentName = name,
            ComponentVersion = version,
            ComponentDependencies = needs is null ? [] : new Dictionary<string, object> { [needs] = new { VersionRequirement = "*" } },
            Manifests = new[] { new { Lifecycle = lifecycle } },
        }));
    }

    private string[] Trace() => File.Exists(_folder["trace"]) ? File.ReadAllLines(_folder["trace"]) : [];

    private async Task StartAsync(string supervised)
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        _gateway = ShorelineProgram.Start(
            ["edge", "--config", _folder["edge.yaml"], "--root", _folder["root"]], new Dictionary<string, string?> { ["SHORELINE_SUPERVISED"] = supervised });
        await Until.TrueAsync(() => _gateway.HasExited || (File.Exists(_folder["root", "run", "edge.json"]) && Endpoint("pid").GetInt32() == _gateway.Id), "the gateway to be ready");
        Assert.False(_gateway.HasExited, _gateway.Error);
    }

    private async Task StopAsync()
    {
        _gateway!.Terminate();
        Assert.Equal(ExitCodes.Done, await _gateway.WaitAsync(Patience));
    }

    private JsonElement Endpoint(string name) => JsonDocument.Parse(File.ReadAllText(_folder["root", "run", "edge.json"])).RootElement.GetProperty(name);

    private async Task DeployAsync(params string[] roots) => Assert.Equal("SUCCEEDED", await EndOfAsync(await SubmitAsync(roots)));

    private async Task<string> SubmitAsync(params string[] roots)
    {
        var run = await Command.RunAsync(
            ["deployment", "create", "--root", _folder["root"], "-r", _folder["recipes"], "--json", .. roots.SelectMany(root => (string[])["-m", root])]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        return JsonDocument.Parse(run.Output).RootElement.GetProperty("deploymentId").GetString()!;
    }

    /// <summary>Asks until it is over; the gateway may be on its way down or up in between.</summary>
    private async Task<string> EndOfAsync(string id)
    {
        var status = "";
        await Until.TrueAsync(
            async () =>
            {
                var run = await Command.RunAsync("deployment", "status", "--root", _folder["root"], "-i", id, "--json");
                status = run.ExitCode == ExitCodes.Done ? JsonDocument.Parse(run.Output).RootElement.GetProperty("status").GetString()! : "";
                return status is not ("" or "QUEUED" or "IN_PROGRESS");
            },
            string.Create(CultureInfo.InvariantCulture, $"deployment {id} to end"));
        return status;
    }
}

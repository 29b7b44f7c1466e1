using System.Text.Json;
using Shoreline.Edge;

namespace Shoreline.Cli.Tests;

/// <summary><c>shoreline edge reload</c> against a gateway that runs as its own process, with cameras that capture.</summary>
public sealed class EdgeReloadTests : IAsyncLifetime
{
    private const string Base = "device: gw-01\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }\ncameras:\n"
        + "  - { name: door, source: 'test://', every: 30, record: false }\n";
    private const string Yard = "  - { name: yard, source: 'test://', every: 30, group: yard }\n";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ScratchFolder _folder = new();
    private readonly HttpClient _http = new();
    private ShorelineProgram? _gateway;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_camera_that_is_added_records_while_the_other_goes_on_and_a_wrong_file_changes_nothing()
    {
        await StartAsync(Base);
        await Until.TrueAsync(async () => (await ProcessesAsync()).Count == 2, "broker and camera to run", Patience);
        var before = await ProcessesAsync();

        var added = await ReloadAsync(Base + Yard);

        Assert.True(added.ExitCode == ExitCodes.Done, added.Error);
        Assert.Contains("Started: shoreline.Vision.yard", added.OutputLines);
        Assert.Contains("Left alone: shoreline.Broker, shoreline.Vision", added.OutputLines);
        await Until.TrueAsync(async () => await NewestAsync("video.yard") >= 0, "the added camera's first piece of video", Patience);
        var after = await ProcessesAsync();
        Assert.All(before, process => Assert.Equal(process.Value, after[process.Key]));

        var refused = await ReloadAsync(Base + Yard + "camers: []\n");

        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.Contains("edge.yaml:8: camers", refused.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await ProcessesAsync()).Count);
        var named = await ReloadAsync(Base.Replace("page: { port: 0 }", "page: { port: 1 }", StringComparison.Ordinal) + Yard);
        Assert.Contains("Changes of page.port take effect at the next start.", named.OutputLines);
    }

    [Fact]
    public async Task A_gateway_killed_during_a_reload_comes_back_with_what_the_file_says()
    {
        await StartAsync(Base + Yard);
        await Until.TrueAsync(async () => (await ProcessesAsync()).Count == 3, "the components to run", Patience);
        await File.WriteAllTextAsync(_folder["edge.yaml"], Base + Yard.Replace("yard", "dock", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var asking = Command.RunAsync("edge", "reload", "--root", _folder["root"]);
        await Until.TrueAsync(
            () => Directory.EnumerateFiles(_folder["root", "deployments"], "journal", SearchOption.AllDirectories)
                .Count(journal => File.ReadAllText(journal).Contains("switching", StringComparison.Ordinal)) == 2,
            "the deployment to switch", Patience);
        _gateway!.Kill();

        Assert.Equal(ExitCodes.Failed, (await asking).ExitCode);
        await _gateway.WaitAsync(Patience);
        (await Command.RunAsync("edge", "reload", "--root", _folder["root"])).Refused(ExitCodes.Missing, "No gateway runs in");
        await StartAsync(yaml: null);

        await Until.TrueAsync(
            async () => (await ProcessesAsync()).Keys.Order().SequenceEqual(["shoreline.Broker", "shoreline.Vision", "shoreline.Vision.dock"]), "the file's components to run", Patience);
        await Until.TrueAsync(() => File.Exists(_folder["root", "run", "deployment.sha256"]), "the deployment to be over", Patience);
        var after = await ReloadAsync(Base + Yard);
        Assert.True(after.ExitCode == ExitCodes.Done, after.Error);
        Assert.Contains("Stopped: shoreline.Vision.dock", after.OutputLines);
    }

    [Fact]
    public async Task A_process_that_is_not_the_gateway_gets_no_signal()
    {
        Directory.CreateDirectory(_folder["root", "run"]);
        await File.WriteAllTextAsync(
            _folder["root", "run", "edge.json"],
            JsonSerializer.Serialize(new { pid = Environment.ProcessId, page = "http://127.0.0.1:1", streamManagerPort = 1, broker = "mqtt://127.0.0.1:1", device = "gw-01", started = "another/1" }),
            TestContext.Current.CancellationToken);

        (await Command.RunAsync("edge", "reload", "--root", _folder["root"])).Refused(ExitCodes.Missing, "is not the gateway that wrote it");
    }

    private async Task StartAsync(string? yaml)
    {
        if (yaml is not null) await File.WriteAllTextAsync(_folder["edge.yaml"], yaml, TestContext.Current.CancellationToken);
        var gateway = _gateway = ShorelineProgram.Start(["edge", "--config", _folder["edge.yaml"], "--root", _folder["root"]]);
        await Until.TrueAsync(
            () => gateway.HasExited || File.Exists(_folder["root", "run", "edge.json"]) && EdgeEndpoints.Read(_folder["root"]).Pid == gateway.Id, "the gateway to be up", Patience);
        Assert.False(gateway.HasExited, gateway.Error);
    }

    private async Task<Command> ReloadAsync(string yaml)
    {
        await File.WriteAllTextAsync(_folder["edge.yaml"], yaml, TestContext.Current.CancellationToken);
        return await Command.RunAsync("edge", "reload", "--root", _folder["root"]);
    }

    private async Task<Dictionary<string, int>> ProcessesAsync()
    {
        using var status = await GetAsync("status");
        return status.RootElement.GetProperty("components").EnumerateArray().Where(c => c.TryGetProperty("pid", out var pid) && pid.ValueKind == JsonValueKind.Number)
            .ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("pid").GetInt32());
    }

    private async Task<long> NewestAsync(string stream)
    {
        using var streams = await GetAsync("streams");
        return streams.RootElement.EnumerateArray().First(s => s.GetProperty("name").GetString() == stream).GetProperty("newest").GetInt64();
    }

    private async Task<JsonDocument> GetAsync(string what) =>
        JsonDocument.Parse(await _http.GetStringAsync($"{EdgeEndpoints.Read(_folder["root"]).Page}/api/{what}", TestContext.Current.CancellationToken));
}

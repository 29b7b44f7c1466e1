using System.Globalization;
using System.Text.Json;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Reload;
using Shoreline.Sdk;

namespace Shoreline.Edge.Tests.Reload;

/// <summary>
/// A whole gateway in this process whose file changes; the programs of its cameras are played by a script, in processes of their own.
/// </summary>
public sealed class GatewayReloadTests : IAsyncLifetime
{
    private const string Ports = "page: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }\n";
    private const string Door = "  - { name: door, source: 'scene://line' }\n";
    private const string Yard = "  - { name: yard, source: 'scene://line', group: yard }\n";
    private const string Gate = "  - { name: gate, source: 'scene://line', group: gate }\n";
    private const string Three = $"device: gw-test\n{Ports}cameras:\n{Door}{Yard}{Gate}";

    private readonly ScratchFolder _folder = new();
    private readonly HttpClient _http = new();
    private EdgeHost? _host;

    public ValueTask InitializeAsync()
    {
        File.WriteAllText(_folder["shoreline"], "#!/bin/sh\nexec sleep 1000\n");
        File.SetUnixFileMode(_folder["shoreline"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_change_of_one_group_restarts_its_process_and_no_other()
    {
        var host = await StartAsync(Three, components: 4);
        var before = Processes(host);

        var report = await ReloadAsync(host, Three.Replace("group: yard", "group: yard, every: 7", StringComparison.Ordinal));

        var after = Processes(host);
        Assert.Equal((ReloadState.Applied, null), (report.State, report.Fault));
        Assert.Equal(["shoreline.Vision.yard"], report.Restarted);
        Assert.Equal(["shoreline.Broker", "shoreline.Vision", "shoreline.Vision.gate"], report.LeftAlone);
        Assert.NotEqual(before["shoreline.Vision.yard"], after["shoreline.Vision.yard"]);
        Assert.False(IsRunning(before["shoreline.Vision.yard"]));
        Assert.All(report.LeftAlone, name => Assert.Equal(before[name], after[name]));
        var file = Assert.Single(Directory.GetFiles(_folder["root", "run"], "vision-yard.*.yaml"));
        Assert.Contains("\"every\": 7", await File.ReadAllTextAsync(file, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_a_model_restarts_nothing_and_reaches_the_file_that_the_running_process_reads()
    {
        var host = await StartAsync(Three, components: 4);
        var (before, files) = (Processes(host), CameraFiles());

        var report = await ReloadAsync(host, Three.Replace("group: yard", "group: yard, model: yunet-n-320", StringComparison.Ordinal));

        Assert.Equal((ReloadState.Applied, null), (report.State, report.Fault));
        Assert.Empty(report.Restarted);
        Assert.Equal(before, Processes(host));
        Assert.Equal(files, CameraFiles());
        Assert.Contains(
            "The camera yard goes over to the model yunet-n-320 while it runs", Assert.Single(report.Notes), StringComparison.Ordinal);
        Assert.Contains(
            "\"model\": \"yunet-n-320\"",
            await File.ReadAllTextAsync(files.Single(file => file.Contains("yard", StringComparison.Ordinal)), Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unchanged_file_deploys_nothing()
    {
        var host = await StartAsync(Three, components: 4);
        var before = Processes(host);

        var report = await ReloadAsync(host, "# a comment\n" + Three);

        Assert.Equal((ReloadState.Applied, null), (report.State, report.Deployment));
        Assert.Equal(4, report.LeftAlone.Count);
        Assert.Equal(before, Processes(host));
    }

    [Theory]
    [InlineData("device: gw-test\ncameras: [", "edge.yaml:")]
    [InlineData("device: gw-test\ncamers: []", "edge.yaml:2: camers")]
    [InlineData("device: gw-test\ncameras: [ { name: a, source: 'rtsp://cam/1', credentials: 'secret:entrance' } ]", "secret 'entrance'")]
    public async Task A_file_that_is_wrong_changes_nothing(string wrong, string fault)
    {
        var host = await StartAsync(Three, components: 4);
        var (before, files, streams) = (Processes(host), CameraFiles(), StreamNames(host));

        var report = await ReloadAsync(host, wrong);

        Assert.Equal(ReloadState.Refused, report.State);
        Assert.Contains(fault, report.Fault, StringComparison.Ordinal);
        Assert.Equal(before, Processes(host));
        Assert.Equal(files, CameraFiles());
        Assert.Equal(streams, StreamNames(host));
        Assert.Equal(["door", "yard", "gate"], await CamerasAsync(host));
        Assert.Equal(ReloadState.Applied, (await ReloadAsync(host, Three)).State);
    }

    [Fact]
    public async Task An_added_camera_starts_with_its_stream_and_exports_and_a_removed_one_ends()
    {
        var host = await StartAsync(Three, components: 4);
        var before = Processes(host);

        var report = await ReloadAsync(host, $$"""
            device: gw-test
            {{Ports}}cameras:
            {{Door}}{{Yard}}  - { name: dock, source: 'scene://line', group: dock }
            streams:
              video.dock: { exports: [ { to: file, folder: "{{_folder["out"]}}" } ] }
              notes: { maxSize: 1MiB, exports: [ { to: file, folder: "{{_folder["out"]}}" } ] }
            """);

        Assert.Equal((ReloadState.Applied, null), (report.State, report.Fault));
        Assert.Equal(["shoreline.Vision.dock"], report.Started);
        Assert.Equal(["shoreline.Vision.gate"], report.Stopped);
        Assert.Empty(report.Restarted);
        Assert.True(IsRunning(Processes(host)["shoreline.Vision.dock"]));
        Assert.False(IsRunning(before["shoreline.Vision.gate"]));
        Assert.Equal(["door", "yard", "dock"], await CamerasAsync(host));
        Assert.Contains("video.gate", StreamNames(host));
        await using var client = await ConnectAsync(host);
        await client.AppendMessageAsync("notes", "by hand"u8.ToArray(), Cancel);
        await Until.TrueAsync(
            () => Exports(host, "notes") is [("file", 0)] && Exports(host, "video.dock") is [("file", -1)], "the exports of the new streams");
    }

    [Fact]
    public async Task What_a_running_gateway_cannot_follow_is_named_and_the_rest_is_applied_again_and_again()
    {
        var host = await StartAsync(Three, components: 4);
        var wanted = $$"""
            device: gw-other
            {{Ports.Replace("page: { port: 0 }", "page: { port: 8091 }", StringComparison.Ordinal)}}cloud: { url: "http://lake.example:8080" }
            bandwidth: { rate: 1MB }
            exports: { atOnce: 3 }
            componentUser: nobody
            live: elsewhere
            streams: { readings: { maxSize: 2MiB } }
            cameras:
            {{Door}}{{Yard}}
            """;

        var report = await ReloadAsync(host, wanted);

        string[] named = ["device", "cloud", "componentUser", "page.port", "live", "bandwidth", "exports.atOnce"];
        Assert.Equal(named, report.AtNextStart);
        Assert.Equal(["The stream readings exists: it keeps the size and onFull that it was created with."], report.Notes);
        Assert.Equal(["shoreline.Vision.gate"], report.Stopped);
        Assert.Empty(report.Restarted); // their files name the device and the folder that still hold
        Assert.Equal(named, (await ReloadAsync(host, wanted)).AtNextStart);
    }

    [Fact]
    public async Task A_secret_that_changed_restarts_its_camera_and_leaves_no_file_with_the_old_one()
    {
        const string Cam = "  - { name: cam, source: 'rtsp://127.0.0.1:9/1', credentials: 'secret:cam', group: cam }\n";
        const string Yaml = $"device: gw-test\n{Ports}cameras:\n{Door}{Cam}";
        WriteSecret("cam", "operator:first-word");
        var host = await StartAsync(Yaml, components: 3);
        WriteSecret("cam", "operator:second-word");

        var report = await ReloadAsync(host, Yaml);

        Assert.Equal(["shoreline.Vision.cam"], report.Restarted);
        var file = Assert.Single(Directory.GetFiles(_folder["root", "run"], "vision-cam.*.yaml"));
        Assert.Contains("second-word", await File.ReadAllTextAsync(file, Cancel), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_program_that_never_stays_up_keeps_neither_this_reload_nor_the_next_waiting()
    {
        var host = await StartAsync(Three, components: 4, within: TimeSpan.FromSeconds(2));

        var report = await ReloadAsync(
            host, Three.Replace(Gate, "", StringComparison.Ordinal) + "components: [ { name: broken, run: 'exit 7' } ]\n");

        Assert.Equal((ReloadState.Applied, null), (report.State, report.Fault));
        Assert.Contains("2 s", Assert.Single(report.Notes), StringComparison.Ordinal);
        Assert.Equal(["door", "yard"], await CamerasAsync(host));
        var mended = await ReloadAsync(host, Three);
        Assert.Equal((ReloadState.Applied, 0), (mended.State, mended.Notes.Count));
        await Until.TrueAsync(
            () => Processes(host).Count == 4 && !Processes(host).ContainsKey("broken"), "the gate to be back, and the program to be gone");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<EdgeHost> StartAsync(string yaml, int components, TimeSpan? within = null)
    {
        await File.WriteAllTextAsync(_folder["edge.yaml"], yaml, Cancel);
        _host = await EdgeHost.StartAsync(EdgeConfig.Load(_folder["edge.yaml"]), new EdgeOptions
        {
            Root = _folder["root"],
            Program = _folder["shoreline"],
            ConfigFile = _folder["edge.yaml"],
            ReloadWithin = within ?? TimeSpan.FromSeconds(60),
        });
        await Until.TrueAsync(
            () => Processes(_host).Count == components && File.Exists(_folder["root", "run", "deployment.sha256"]), "the components to run");
        return _host;
    }

    private async Task<ReloadReport> ReloadAsync(EdgeHost host, string yaml)
    {
        await File.WriteAllTextAsync(_folder["edge.yaml"], yaml, Cancel);
        return await host.ReloadAsync();
    }

    private void WriteSecret(string name, string text)
    {
        Directory.CreateDirectory(_folder["root", "secrets"]);
        File.WriteAllText(_folder["root", "secrets", name], text);
        File.SetUnixFileMode(_folder["root", "secrets", name], UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static Dictionary<string, int> Processes(EdgeHost host) =>
        host.Status.Components.Where(c => c.ProcessId is not null).ToDictionary(c => c.Record.Name, c => c.ProcessId!.Value);

    private static bool IsRunning(int process) => Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}"));

    private string[] CameraFiles() => [.. Directory.GetFiles(_folder["root", "run"], "vision-*.yaml").Order()];

    private static string[] StreamNames(EdgeHost host) => [.. host.Status.Streams().Select(stream => stream.Name)];

    private static (string, long)[] Exports(EdgeHost host, string stream) =>
        [.. host.Status.Streams().Single(s => s.Name == stream).Exports.Select(e => (e.Id, e.Confirmed))];

    private async Task<string[]> CamerasAsync(EdgeHost host)
    {
        using var cameras = JsonDocument.Parse(await _http.GetStringAsync($"{host.Endpoints.Page}/api/cameras", Cancel));
        return [.. cameras.RootElement.EnumerateArray().Select(camera => camera.GetProperty("name").GetString()!)];
    }

    private static Task<StreamManagerClient> ConnectAsync(EdgeHost host) => StreamManagerClient.ConnectAsync(new StreamManagerClientOptions
    {
        Port = host.Endpoints.StreamManagerPort,
        AuthToken = EdgeEndpoints.ReadToken(host.Root),
    });
}

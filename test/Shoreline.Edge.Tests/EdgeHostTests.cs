using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Page;
using Shoreline.Edge.Tests.Exports;
using Shoreline.Examples;
using Shoreline.Sdk;

namespace Shoreline.Edge.Tests;

/// <summary>
/// A whole gateway in this process, with its real broker and stream manager; its own components are played by a script, and by the test.
/// </summary>
public sealed class EdgeHostTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private readonly HttpClient _http = new();
    private string _program = "";

    public ValueTask InitializeAsync()
    {
        _program = _folder["shoreline"];
        File.WriteAllText(_program, "#!/bin/sh\nenv > \"$SHORELINE_ROOT/$1-${2:-none}.env\"\nexec sleep 1000\n");
        File.SetUnixFileMode(_program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Readings_become_aggregates_and_reach_the_cloud_over_a_restart_of_the_gateway()
    {
        using var broker = new MosquittoFixture();
        await using var cloud = await CloudDouble.StartAsync(broker.Endpoint, new DeviceName("gw-test"));
        var yaml = $$"""
            device: gw-test
            cloud: { mqtt: "{{broker.Endpoint}}" }
            page: { port: 0 }
            streamManager: { port: 0 }
            broker: { port: 0 }
            streams:
              detections: { exports: [] }
              device: { exports: [] }
              aggregates: { exports: [] }
              ledger: { exports: [] }
              fleet-status: { exports: [] }
            """;
        var appended = 0L;
        await using (var host = await StartAsync(yaml))
        {
            appended += await MeasureAsync(host, readings: 40);
        }
        await using (var again = await StartAsync(yaml))
        {
            appended += await MeasureAsync(again, readings: 40);
            await Until.TrueAsync(() => cloud.Received.Count == appended, "all readings to reach the cloud");
            await Until.TrueAsync(
                async () => Confirmed(await StreamsAsync(again), "readings", "cloud") == appended - 1, "the cursor to be at the end");
        }
        Assert.All(cloud.Received, r => Assert.Equal(1, r.Value));
    }

    [Fact]
    public async Task It_answers_on_its_page_and_says_where_it_is()
    {
        await using var host = await StartAsync(
            "device: gw-test\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }\nsensor: true");

        Assert.Equal(host.Endpoints, EdgeEndpoints.Read(_folder["root"]));
        var status = await _http.GetFromJsonAsync<JsonElement>($"{host.Endpoints.Page}/api/status", TestContext.Current.CancellationToken);
        Assert.Equal("gw-test", status.GetProperty("device").GetString());
        await Until.TrueAsync(() => host.Status.Components.Count(c => c.ProcessId is not null) == 2, "broker and sensor to run");
        Assert.Equal(["shoreline.Broker", "shoreline.SensorSource"], host.Status.Components.Select(c => c.Record.Name).Order());
        status = await _http.GetFromJsonAsync<JsonElement>($"{host.Endpoints.Page}/api/status", TestContext.Current.CancellationToken);
        var broker = status.GetProperty("components").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "shoreline.Broker");
        Assert.Equal(("running", JsonValueKind.Null), (broker.GetProperty("state").GetString(), broker.GetProperty("errorCode").ValueKind));
        Assert.InRange(broker.GetProperty("stateSeconds").GetDouble(), 0, 60);
        Assert.True(broker.GetProperty("memoryBytes").GetInt64() > 0);
        Assert.True(broker.GetProperty("isRoot").GetBoolean());
        var streams = await StreamsAsync(host);
        Assert.Equal(["aggregates", "component-metrics", "detections", "device", "faces", "fleet-status", "ledger", "mqtt-proxy", "readings"], streams.Select(s => s.Name));
        await Until.TrueAsync(() => host.Status.Streams().Single(s => s.Name == "device").Newest >= 0, "the first device record");
    }

    [Fact]
    public async Task A_component_is_started_with_what_a_stream_manager_client_needs()
    {
        await using var host = await StartAsync(
            "device: gw-test\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }\nsensor: true");
        var file = _folder["root", "sample-sensor.env"];
        await Until.TrueAsync(
            () => File.Exists(file) && File.ReadAllText(file).Contains("SHORELINE_ROOT", StringComparison.Ordinal), "the component to run");

        var environment = File.ReadAllLines(file);

        Assert.Contains($"STREAM_MANAGER_SERVER_PORT={host.Endpoints.StreamManagerPort}", environment);
        Assert.Contains("AWS_IOT_THING_NAME=gw-test", environment);
        Assert.Contains($"AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT={_folder["root", "ipc.socket"]}", environment);
        var token = Assert.Single(environment, line => line.StartsWith("AWS_CONTAINER_AUTHORIZATION_TOKEN=", StringComparison.Ordinal)).Split('=')[1];
        await using var client = await StreamManagerClient.ConnectAsync(
            new StreamManagerClientOptions { Port = host.Endpoints.StreamManagerPort, AuthToken = token });
        Assert.Contains("readings", await client.ListStreamsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_page_refuses_names_and_origins_that_are_not_its_own()
    {
        await using var host = await StartAsync(
            "device: gw-test\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }\nsensor: true");
        using var rebound = new HttpRequestMessage(HttpMethod.Get, $"{host.Endpoints.Page}/api/status")
        {
            Headers = { Host = "evil.example" },
        };
        using var foreign = new HttpRequestMessage(HttpMethod.Put, $"{host.Endpoints.Page}/api/sensor")
        {
            Headers = { { "Origin", "http://evil.example" } },
            Content = JsonContent.Create(new { on = false }),
        };

        using var answer = await _http.SendAsync(rebound, TestContext.Current.CancellationToken);
        using var refusal = await _http.SendAsync(foreign, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Forbidden), (answer.StatusCode, refusal.StatusCode));
    }

    [Fact]
    public async Task The_sample_sensor_is_switched_over_http()
    {
        await using var host = await StartAsync("device: gw-test\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }");
        await using var client = await ConnectAsync(host);
        var address = new Uri($"http://127.0.0.1:{Ports.Free()}/");
        await using var sensor = new SensorSource(client, new SensorOptions { Device = "gw-test", Control = address });
        var control = new SensorControl(address);

        // The page gives the sensor 2 s for an answer and takes silence for a sensor that is starting: on a loaded machine the first
        // answers may come later than that.
        await Until.TrueAsync(
            async () => await control.ReadAsync(TestContext.Current.CancellationToken) == new SensorView(true),
            "the sensor to answer that it is on");
        await Until.TrueAsync(
            async () =>
                await control.SwitchAsync(
                    new SensorView(false),
                    TestContext.Current.CancellationToken) == new SensorView(false), "the sensor to be switched off");
        Assert.False(sensor.On);
    }

    [Fact]
    public async Task Video_in_a_stream_plays_as_a_playlist_with_breaks_between_sessions()
    {
        await using var host = await StartAsync(
            "device: gw-test\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }\ncameras: [ { name: line, source: 'scene://line' } ]");
        await using var client = await ConnectAsync(host);
        for (var i = 0; i < 3; i++)
        {
            await client.AppendMessageAsync("video.line", FragmentRecord("s1", i, "init-a"), TestContext.Current.CancellationToken);
        }
        await client.AppendMessageAsync("video.line", FragmentRecord("s2", 0, "init-b"), TestContext.Current.CancellationToken);

        var playlist = await _http.GetStringAsync($"{host.Endpoints.Page}/live/line/index.m3u8", TestContext.Current.CancellationToken);

        Assert.Equal(4, playlist.Split("#EXT-X-PROGRAM-DATE-TIME").Length - 1);
        Assert.Equal(1, playlist.Split("#EXT-X-DISCONTINUITY").Length - 1);
        var lines = playlist.Split('\n');
        var maps = lines.Where(l => l.StartsWith("#EXT-X-MAP", StringComparison.Ordinal)).Select(l => l.Split('"')[1]).ToArray();
        Assert.Equal(
            "init-b", await _http.GetStringAsync($"{host.Endpoints.Page}/live/line/{maps[1]}", TestContext.Current.CancellationToken));
        var fragment = lines.First(l => l.EndsWith(".m4s", StringComparison.Ordinal));
        Assert.Equal(
            "media-s1-0", await _http.GetStringAsync($"{host.Endpoints.Page}/live/line/{fragment}", TestContext.Current.CancellationToken));
        using var missing = await _http.GetAsync($"{host.Endpoints.Page}/live/nowhere/index.m3u8", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task The_latest_pictures_of_a_camera_are_served_where_they_are_kept()
    {
        await using var host = await StartAsync("""
            device: gw-test
            page: { port: 0 }
            streamManager: { port: 0 }
            broker: { port: 0 }
            cameras:
              - { name: line, source: 'scene://line', latest: { annotated: true } }
              - { name: door, source: 'scene://entrance', latest: { clean: false, annotated: true } }
            """);
        foreach (var (camera, picture) in (IEnumerable<(string, string)>)[("line", "latest"), ("line", "annotated"), ("door", "annotated")])
        {
            Directory.CreateDirectory(_folder["root", "live", camera]);
            await File.WriteAllTextAsync(_folder["root", "live", camera, $"{picture}.jpg"], $"{camera} {picture}", TestContext.Current.CancellationToken);
        }

        Assert.Equal("line latest", await PictureAsync(host, "line/latest.jpg"));
        Assert.Equal("line annotated", await PictureAsync(host, "line/annotated.jpg"));
        Assert.Equal("door annotated", await PictureAsync(host, "door/annotated.jpg"));
        Assert.Contains("latest: { clean: true }", await PictureAsync(host, "door/latest.jpg"), StringComparison.Ordinal);
        Assert.Contains("There is no camera ", await PictureAsync(host, "hall/annotated.jpg"), StringComparison.Ordinal);
        var cameras = await _http.GetFromJsonAsync<JsonElement>($"{host.Endpoints.Page}/api/cameras", TestContext.Current.CancellationToken);
        Assert.Equal(
            ["/live/line/latest.jpg /live/line/annotated.jpg", "/live/door/annotated.jpg /live/door/annotated.jpg"],
            cameras.EnumerateArray().Select(camera => $"{camera.GetProperty("latest").GetString()} {camera.GetProperty("annotated").GetString()}"));
    }

    [Fact]
    public async Task A_start_without_a_change_deploys_nothing_and_one_with_a_change_only_that()
    {
        const string Yaml = "device: gw-test\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }\nsensor: true\n";
        await using (var first = await StartAsync(Yaml + "components: [ { name: mine, run: 'exec sleep 1000' } ]"))
        {
            await Until.TrueAsync(() => File.Exists(_folder["root", "run", "deployment.sha256"]), "the deployment to succeed");
        }
        await using var host = await StartAsync(Yaml);
        await Until.TrueAsync(() => host.Status.Components.Count(c => c.ProcessId is not null) == 2, "broker and sensor to run, and the program to go");
    }

    [Fact]
    public async Task A_second_gateway_on_the_same_root_is_refused()
    {
        const string Yaml = "device: gw-test\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }";
        await using var host = await StartAsync(Yaml);

        await Assert.ThrowsAnyAsync<ShorelineException>(() => StartAsync(Yaml));
    }

    [Fact]
    public async Task A_port_in_use_ends_the_start_with_nothing_left_running()
    {
        await using var other = await IngestDouble.StartAsync(Ports.Free());
        var port = Ports.Free();
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, port);
        taken.Start();

        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => StartAsync($"device: gw-test\npage: {{ port: {port} }}\nstreamManager: {{ port: 0 }}\nbroker: {{ port: 0 }}"));

        Assert.Contains($"port {port}", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["root", "run", "edge.json"]));
        await using var free = await StartAsync("device: gw-test\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }");
    }

    [Fact]
    public async Task A_missing_secret_is_named_before_anything_starts()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => StartAsync("device: gw-test\ncameras: [ { name: a, source: 'rtsp://cam/1', credentials: 'secret:entrance' } ]"));

        Assert.Contains("secret 'entrance'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Runs the sample sensor and the aggregator against the gateway until the sensor has made so many readings.</summary>
    /// <returns>How many readings were acknowledged.</returns>
    private static async Task<long> MeasureAsync(EdgeHost host, int readings)
    {
        await using var client = await ConnectAsync(host);
        using var stopping = new CancellationTokenSource();
        await using var sensor = new SensorSource(client, new SensorOptions { Device = "gw-test", ReadingsPerSecond = 50 });
        var aggregator = new Aggregator(
            client, new AggregatorOptions { Window = TimeSpan.FromMilliseconds(200), Lateness = TimeSpan.FromMilliseconds(50) });
        var running = Task.WhenAll(sensor.RunAsync(stopping.Token), aggregator.RunAsync(stopping.Token));
        await Until.TrueAsync(() => sensor.Appended >= readings && aggregator.Written > 0, "readings and aggregates");
        await stopping.CancelAsync();
        await running;
        Assert.Equal(0, sensor.Dropped);
        return sensor.Appended;
    }

    [Fact]
    public async Task A_stream_that_cannot_be_opened_keeps_nothing_else_from_running_and_is_told_of()
    {
        Directory.CreateDirectory(_folder["root", "streams", "readings"]);
        await File.WriteAllTextAsync(_folder["root", "streams", "readings", "definition.json"], "{", TestContext.Current.CancellationToken);

        await using var host = await StartAsync("device: gw-test\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }\n");

        var streams = await StreamsAsync(host);
        Assert.Contains("definition.json", streams.Single(stream => stream.Name == "readings").Fault, StringComparison.Ordinal);
        Assert.All(streams.Where(stream => stream.Name != "readings"), stream => Assert.Null(stream.Fault));
        await Until.TrueAsync(() => host.Status.Streams().Single(stream => stream.Name == "device").Newest >= 0, "the gateway's account of itself");
        Assert.Equal(["definition.json"], Directory.GetFileSystemEntries(_folder["root", "streams", "readings"]).Select(Path.GetFileName));
    }

    private Task<EdgeHost> StartAsync(string yaml) =>
        EdgeHost.StartAsync(EdgeConfig.Parse(yaml, _folder["edge.yaml"]), new EdgeOptions { Root = _folder["root"], Program = _program });

    private static Task<StreamManagerClient> ConnectAsync(EdgeHost host) => StreamManagerClient.ConnectAsync(new StreamManagerClientOptions
    {
        Port = host.Endpoints.StreamManagerPort,
        AuthToken = EdgeEndpoints.ReadToken(host.Root),
    });

    private async Task<StreamReport[]> StreamsAsync(EdgeHost host) =>
        (await _http.GetFromJsonAsync<StreamReport[]>($"{host.Endpoints.Page}/api/streams", TestContext.Current.CancellationToken))!;

    private static long Confirmed(StreamReport[] streams, string stream, string export) =>
        streams.Single(s => s.Name == stream).Exports.Single(e => e.Id == export).Confirmed;

    private async Task<string> PictureAsync(EdgeHost host, string picture)
    {
        using var answer = await _http.GetAsync($"{host.Endpoints.Page}/live/{picture}", TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static byte[] FragmentRecord(string session, long index, string init) => MediaRecord.Encode(
        new MediaHeader
        {
            Schema = MediaHeader.FragmentSchema,
            Device = "gw-test",
            Camera = "line",
            Time = "2026-01-31T09:30:00.000000Z",
            ContentType = "video/mp4",
            Width = 640,
            Height = 480,
            DurationNs = 1_000_000_000,
            Session = session,
            Index = index,
            Codec = "avc1.64001f",
            InitBytes = init.Length,
        },
        Encoding.UTF8.GetBytes($"{init}media-{session}-{index}"));
}

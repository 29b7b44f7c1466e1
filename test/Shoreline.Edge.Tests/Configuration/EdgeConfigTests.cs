using FsCheck;
using FsCheck.Fluent;
using Shoreline.Core;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Exports;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Motion;
using Shoreline.Vision.Rules.Geometry;
using Shoreline.Vision.Sampling;

namespace Shoreline.Edge.Tests.Configuration;

public sealed class EdgeConfigTests
{
    private const string Usual = """
        device: gw-01
        cloud: { url: https://lake.example:8443, mqtt: mqtt://lake.example:1883 }
        cameras:
          - { name: entrance, source: rtsp://10.0.0.7/stream1, credentials: secret:entrance, model: yunet-2023mar }
          - name: line
            source: scene://line
            group: scenes
            record: false
        streams:
          readings: { maxSize: 512MiB, onFull: overwrite, exports: [ { to: cloud, priority: 2 } ] }
        components:
          - { name: hello, run: "echo hello", env: { A: b } }
        secrets:
          entrance: { env: ENTRANCE }
        sensor: true
        page: { port: 0 }
        """;

    [Fact]
    public void The_smallest_file_is_one_line()
    {
        var config = EdgeConfig.Parse("device: gw-01", "edge.yaml");

        Assert.Equal("gw-01", config.Device.Value);
        Assert.Empty(config.Cameras);
        Assert.Equal((8088, 1883), (config.StreamManagerPort, config.BrokerPort));
    }

    [Fact]
    public void A_usual_file_is_read_whole()
    {
        var config = EdgeConfig.Parse(Usual, "edge.yaml");

        Assert.Equal(["entrance", "line"], config.Cameras.Select(c => c.Name.Value));
        Assert.Equal("entrance", config.Cameras[0].Secret);
        Assert.Equal(("scenes", false), (config.Cameras[1].Group, config.Cameras[1].Record));
        var readings = config.Streams["readings"];
        Assert.Equal((512L << 20, FullPolicy.Overwrite), (readings.MaxBytes!.Value, readings.OnFull!.Value));
        Assert.Equal(new ExportSpec { Id = "cloud", To = new ToCloud(), Priority = 2 }, Assert.Single(readings.Exports!));
        Assert.Equal("b", config.Components[0].Environment["A"]);
        Assert.Equal(0, config.PagePort);
        Assert.True(config.Sensor);
    }

    [Fact]
    public void The_rules_of_a_camera_are_checked_with_the_file_and_give_it_a_stream_of_events()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["good.yaml"], "rules: [{ name: a, camera: line, zone: picture }]");
        File.WriteAllText(folder["bad.yaml"], "rules: [{ name: a, camera: lime, zone: picture }]");
        const string Text = "device: gw\ncameras:\n  - { name: line, source: 'scene://line', rules: good.yaml }";

        var config = EdgeConfig.Parse(Text, folder["edge.yaml"]);

        Assert.Equal(folder["good.yaml"], config.Cameras[0].Rules);
        Assert.Contains("events", ProductStreams.Names(config));
        Assert.DoesNotContain("events", ProductStreams.Names(EdgeConfig.Parse("device: gw", "edge.yaml")));
        var refused = Assert.Throws<InvalidInputException>(() => EdgeConfig.Parse(Text.Replace("good", "bad", StringComparison.Ordinal), folder["edge.yaml"]));
        Assert.Equal("edge.yaml:3: cameras[0].rules: bad.yaml:1:28: rules[0].camera: there is no camera 'lime'; did you mean 'line'?", refused.Message);
    }

    [Fact]
    public void A_model_that_looks_on_gives_its_camera_a_stream_of_comparisons()
    {
        var config = EdgeConfig.Parse("device: gw\ncameras:\n  - { name: line, source: 'scene://line', shadow: yunet-n-320 }", "edge.yaml");

        Assert.Equal("yunet-n-320", config.Cameras[0].Shadow);
        Assert.Contains("comparisons", ProductStreams.Names(config));
        Assert.DoesNotContain("comparisons", ProductStreams.Names(EdgeConfig.Parse("device: gw", "edge.yaml")));
    }

    [Fact]
    public void Motion_is_on_off_or_told_how()
    {
        var cameras = EdgeConfig.Parse(
            """
            device: gw
            cameras:
              - { name: a, source: 'scene://line' }
              - { name: b, source: 'scene://line', motion: false }
              - { name: c, source: 'scene://line', motion: true }
              - { name: d, source: 'scene://line', motion: { sensitivity: high, smallest: 0.1%, hold: 5s, look: 1m, masks: { road: [[0, 0], [1, 0], [1, 0.3]] } } }
            """, "edge.yaml").Cameras;

        Assert.Equal([true, false, true, true], cameras.Select(camera => camera.Motion.IsOn));
        Assert.Equal(new CameraMotion(), cameras[0].Motion);
        var options = cameras[3].Motion.ToOptions();
        Assert.Equal((MotionSensitivity.High, 0.001, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)), (options.Sensitivity, options.Smallest, options.Hold, options.LookEvery));
        Assert.Equal([new ImagePoint(0, 0), new ImagePoint(1, 0), new ImagePoint(1, 0.3f)], Assert.Single(options.Masks).Points.ToArray());
    }

    [Theory]
    [InlineData("maybe", "motion: 'maybe' is neither true nor false")]
    [InlineData("[1]", "motion: must be one value")]
    [InlineData("{ sensitivity: 9 }", "motion.sensitivity: '9' is not one of low, medium, high")]
    [InlineData("{ smallest: 0% }", "motion.smallest: '0%' is not a share of the picture")]
    [InlineData("{ smallest: 101% }", "motion.smallest: '101%' is not a share of the picture")]
    [InlineData("{ smallest: NaN }", "motion.smallest: 'NaN' is not a share of the picture")]
    [InlineData("{ hold: 1d }", "motion.hold: 1d is out of range")]
    [InlineData("{ look: 0s }", "motion.look: 0s is out of range")]
    [InlineData("{ lok: 5s }", "motion.lok: is not a key here; did you mean 'look'?")]
    [InlineData("{ masks: [[0, 0]] }", "motion.masks: must be a mapping")]
    [InlineData("{ masks: { road: 1 } }", "motion.masks.road: must be a list of points")]
    [InlineData("{ masks: { road: [[0, 0], [1, 0]] } }", "motion.masks.road: has 2 points; an area has at least 3")]
    [InlineData("{ masks: { road: [[0, 0], [1, 1], [1, 0], [0, 1]] } }", "motion.masks.road: crosses itself")]
    [InlineData("{ masks: { road: [[0, 0], [1, 1.5], [1, 0]] } }", "motion.masks.road[1]: must be a point of the picture")]
    [InlineData("{ masks: { road: [[0, 0], [1, NaN], [1, 0]] } }", "motion.masks.road[1]: must be a point of the picture")]
    public void Faults_of_motion_are_named(string motion, string message)
    {
        var error = Assert.Throws<InvalidInputException>(() => EdgeConfig.Parse($"device: gw\ncameras:\n  - {{ name: a, source: 'scene://line', motion: {motion} }}", "edge.yaml"));
        Assert.StartsWith($"edge.yaml:3: cameras[0].{message}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Sampling_and_pictures_of_a_camera_give_it_streams_of_media()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["rules.yaml"], "rules: [{ name: a, zone: picture }]");
        const string Text = """
            device: gw
            cameras:
              - name: line
                source: scene://line
                rules: rules.yaml
                sampling: { random: 0.01, lowConfidence: { from: 0.3, to: 0.5 }, newScene: 0.2, events: "zone.enter, line.cross", quota: 50, interval: 1m }
            """;

        var config = EdgeConfig.Parse(Text, folder["edge.yaml"]);

        var sampling = config.Cameras[0].Sampling!;
        Assert.Equal((0.01, new ScoreRange(0.3, 0.5), 0.2, "zone.enter,line.cross"), (sampling.Random, sampling.LowConfidence, sampling.NewScene, sampling.Events));
        Assert.Equal((50, TimeSpan.FromMinutes(1), 1), (sampling.QuotaPerDay, sampling.Interval, sampling.Seed));
        Assert.Equal(["frames", "pictures"], ProductStreams.Names(config).Where(name => name is "frames" or "pictures"));
        Assert.All(["frames", "pictures"], name => Assert.Equal([new ExportSpec { Id = "cloud", To = new ToCloud() }], ProductStreams.Exports(name, config)));
        var none = EdgeConfig.Parse(Text.Replace("rules: rules.yaml", "faces: true", StringComparison.Ordinal).Replace("sampling", "# ", StringComparison.Ordinal), folder["edge.yaml"]);
        Assert.DoesNotContain(ProductStreams.Names(none), name => name is "frames" or "pictures");
        var without = EdgeConfig.Parse(Text.Replace("rules: rules.yaml", "rules: rules.yaml\n    pictures: none", StringComparison.Ordinal), folder["edge.yaml"]);
        Assert.DoesNotContain("pictures", ProductStreams.Names(without));
    }

    [Theory]
    [InlineData("sampling: { }", "sampling.random: is missing, as are lowConfidence")]
    [InlineData("sampling: { quota: 5 }", "sampling.random: is missing, as are lowConfidence")]
    [InlineData("sampling: { random: 1.5 }", "sampling.random: 1.5 is not a share of the frames")]
    [InlineData("sampling: { random: often }", "sampling.random: 'often' is not a number")]
    [InlineData("sampling: { lowConfidence: 0.3 }", "sampling.lowConfidence: must be a mapping")]
    [InlineData("sampling: { lowConfidence: { from: 0.3 } }", "sampling.lowConfidence: needs both 'from' and 'to'")]
    [InlineData("sampling: { lowConfidence: { from: 0.6, to: 0.5 } }", "sampling.lowConfidence: 0.6 to 0.5 is not a range")]
    [InlineData("sampling: { newScene: 2 }", "sampling.newScene: 2 is not a difference")]
    [InlineData("sampling: { events: zone.entr }", "sampling.events: 'zone.entr' is not a type of event")]
    [InlineData("sampling: { random: 0.1, quota: 0 }", "sampling.quota: '0' is not a whole number from 1 to 100000")]
    [InlineData("sampling: { random: 0.1, interval: 2d }", "sampling.interval: 2d is out of range")]
    [InlineData("sampling: { random: 0.1, sed: 1 }", "sampling.sed: is not a key here; did you mean 'seed'?")]
    [InlineData("pictures: all", "pictures: says nothing without 'rules'")]
    [InlineData("pictures: some", "pictures: 'some' is not one of all, events, tracks, none")]
    public void What_is_wrong_with_sampling_and_pictures_is_said_at_its_line(string key, string said)
    {
        var thrown = Assert.Throws<InvalidInputException>(() => EdgeConfig.Parse($"device: gw\ncameras:\n  - name: line\n    source: scene://line\n    {key}\n", "edge.yaml"));
        Assert.Contains($"edge.yaml:5: cameras[0].{said}", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_named_at_once_with_its_line()
    {
        var error = Assert.Throws<InvalidInputException>(() => EdgeConfig.Parse(
            """
            device: gw/01
            cloud: { url: lake.example }
            cameras:
              - name: entrance
                source: rstp://10.0.0.7/stream1
              - name: entrance
                sorce: scene://line
            streams:
              readings: { maxSize: huge, onFull: explode }
            page: { port: 99999 }
            sensors: true
            """, "/etc/shoreline/edge.yaml"));

        var lines = error.Message.Split('\n');
        Assert.Contains(lines, l => l.StartsWith("edge.yaml:1: device: 'gw/01' is not a device name", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("edge.yaml:2: cloud.url:", StringComparison.Ordinal));
        Assert.Contains("edge.yaml:5: cameras[0].source: 'rstp:' is not a kind of source; did you mean 'rtsp:'?", lines);
        Assert.Contains("edge.yaml:6: cameras[1].name: 'entrance' is the name of another camera too", lines);
        Assert.Contains("edge.yaml:7: cameras[1].sorce: is not a key here; did you mean 'source'?", lines);
        Assert.Contains(lines, l => l.StartsWith("edge.yaml:6: cameras[1].source: is missing", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("edge.yaml:9: streams.readings.maxSize: 'huge' is not a size", StringComparison.Ordinal));
        Assert.Contains("edge.yaml:9: streams.readings.onFull: 'explode' is not one of reject, overwrite", lines);
        Assert.Contains("edge.yaml:10: page.port: '99999' is not a whole number from 0 to 65535", lines);
        Assert.Contains("edge.yaml:11: sensors: is not a key here; did you mean 'sensor'?", lines);
        Assert.Equal(10, lines.Length);
    }

    [Fact]
    public void A_camera_says_how_its_models_run_and_each_fault_of_it_is_named()
    {
        var camera = EdgeConfig.Parse(
            "device: gw\ncameras:\n  - { name: a, source: 'scene://line', lanes: 2, frames: all, " +
            "inference: { threads: 4, provider: 'xnnpack:x=1', optimization: basic, cacheGraph: no } }",
            "edge.yaml").Cameras[0];
        Assert.Equal((2, FrameChoice.All), (camera.Lanes, camera.Frames));
        Assert.Equal(
            new InferenceOptions { Threads = 4, Provider = "xnnpack:x=1", Optimization = GraphOptimization.Basic, CacheGraph = false },
            camera.Inference);
        var plain = EdgeConfig.Parse("device: gw\ncameras: [ { name: a, source: 'scene://line' } ]", "edge.yaml").Cameras[0];
        Assert.Equal(new InferenceOptions { Threads = 1 }, plain.Inference);
        var error = Assert.Throws<InvalidInputException>(() => EdgeConfig.Parse(
            "device: gw\ncameras:\n  - { name: a, source: 'scene://line', lanes: 0, frames: some,\n      " +
            "inference: { threads: -1, provider: 'cpu:x=1', optimisation: all } }",
            "edge.yaml"));
        Assert.Equal(
            [
                "edge.yaml:3: cameras[0].frames: 'some' is not one of newest, all",
                "edge.yaml:3: cameras[0].lanes: '0' is not a whole number from 1 to 64",
                "edge.yaml:4: cameras[0].inference.optimisation: is not a key here; did you mean 'optimization'?",
                "edge.yaml:4: cameras[0].inference.provider: The execution provider 'cpu:x=1' has options, " +
                "but the processor takes none: write 'cpu', and set the threads apart",
                "edge.yaml:4: cameras[0].inference.threads: '-1' is not a whole number from 0 to 256",
            ],
            error.Message.Split('\n').Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("device: [a", "edge.yaml:2: (file): is not YAML")]
    [InlineData("", "edge.yaml:1: (file): is not a list of 'key: value' lines")]
    [InlineData("just a sentence", "edge.yaml:1: (file): is not a list of 'key: value' lines")]
    [InlineData("device: gw\ndevice: gw", "edge.yaml:2: (file): is not YAML")]
    [InlineData("cameras: []", "edge.yaml:1: device: is missing; for example 'device: gw-01'")]
    [InlineData("device: {}", "edge.yaml:1: device: must be one value")]
    [InlineData("device: gw\npage: { port: 8088 }", "edge.yaml:2: page: port 8088 is streamManager's too")]
    public void What_is_not_a_configuration_is_refused(string text, string message) =>
        Assert.StartsWith(
            message, Assert.Throws<InvalidInputException>(() => EdgeConfig.Parse(text, "edge.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_stream_manager_takes_its_own_keys_and_those_of_aws_s_component()
    {
        var own = EdgeConfig.Parse("device: gw\nstreamManager: { port: 9088, authenticate: false }", "edge.yaml");
        Assert.Equal((9088, false), (own.StreamManagerPort, own.StreamManager.AuthenticateClient));
        var aws = EdgeConfig.Parse("device: gw\nstreamManager:\n  port: 9088\n  parameters: { STREAM_MANAGER_SERVER_PORT: '9188', JVM_ARGS: -Xmx64M, LOG_LEVEL: info }", "edge.yaml");
        Assert.Equal((9188, true), (aws.StreamManagerPort, aws.StreamManager.AuthenticateClient));
        Assert.Equal(["LOG_LEVEL"], aws.StreamManager.WithoutEffect);
        var exporter = EdgeConfig.Parse(
            "device: gw\nbandwidth: { rate: 9MB, perDay: 1GB }\nstreamManager:\n  parameters: { STREAM_MANAGER_EXPORTER_MAX_BANDWIDTH: '800', STREAM_MANAGER_THREAD_POOL_SIZE: '2' }", "edge.yaml");
        Assert.Equal(
            (100_000, 1_000_000_000, 2), (exporter.Bandwidth.BytesPerSecond, exporter.Bandwidth.BytesPerDay, exporter.Exports.AtOnce));
        var wrong = Assert.Throws<InvalidInputException>(() => EdgeConfig.Parse(
            "device: gw\nstreamManager:\n  parameters: { STREAM_MANAGER_SERVER_PORT: x, LOG_LEVEL: loud }", "edge.yaml"));
        Assert.Contains(
            "edge.yaml:3: streamManager.parameters: STREAM_MANAGER_SERVER_PORT is 'x'", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("LOG_LEVEL is 'loud'", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_a_source_is_taken_out_of_what_is_shown()
    {
        var camera = Assert.Single(
            EdgeConfig.Parse("device: gw\ncameras:\n  - { name: a, source: 'rtsp://user:hunt%40r2@cam:554/1' }", "edge.yaml").Cameras);

        Assert.Equal("rtsp://cam:554/1", camera.Source);
        Assert.Equal(("user", "hunt@r2"), camera.InlineCredentials);
    }

    [Fact]
    public void A_password_where_the_name_of_a_secret_belongs_is_refused_and_not_repeated()
    {
        var error = Assert.Throws<InvalidInputException>(() => EdgeConfig.Parse(
            "device: gw\ncameras:\n  - { name: b, source: 'rtsp://cam/1', credentials: 'user:hunter2' }", "edge.yaml"));

        Assert.Contains("edge.yaml:3: cameras[0].credentials: is not of the form secret:NAME", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_damage_to_a_file_is_accepted_or_explained_never_a_crash() =>
        Prop.ForAll(Gen.Choose(0, Usual.Length - 1).ToArbitrary(), Gen.Choose(0, 127).ToArbitrary(), (position, character) =>
        {
            AssertExplained(Usual[..position]);
            AssertExplained(Usual[..position] + (char)character + Usual[(position + 1)..]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static void AssertExplained(string text)
    {
        if (Record.Exception(() => EdgeConfig.Parse(text, "edge.yaml")) is { } e) Assert.IsType<InvalidInputException>(e);
    }

    [Fact]
    public void Exports_of_every_kind_are_read_with_what_holds_for_all()
    {
        var config = EdgeConfig.Parse(
            """
            device: gw
            exports:
              atOnce: 3
              retryMax: 2m
              aws: { region: eu-central-1, credentials: secret:aws, s3: "http://ceph:7480", kinesis: "http://kinesis:4567" }
              siteWise: http://historian/values
            streams:
              machines:
                exports:
                  - { to: cloud, ack: broker, qos: 2, priority: 1 }
                  - { to: local, qos: 1, disabled: true }
                  - { to: s3, bucket: lake, prefix: raw/, batchRecords: 500, batchInterval: 5m }
                  - { to: s3, id: second, bucket: other, endpoint: "http://minio:9000", region: us-west-2, credentials: secret:minio, start: 100 }
                  - { to: kinesis, stream: shop }
                  - { to: http, url: "https://api.example/x", format: json, credentials: secret:api }
                  - { to: file, folder: out, rollSize: 1MiB, rollTime: 10m }
            """, "/etc/shoreline/edge.yaml");

        var aws = new AwsAccess(null, "eu-central-1", "aws");
        ExportSpec[] expected =
        [
            new() { Id = "cloud", To = new ToCloud(ExportAck.Broker, 2), Priority = 1 },
            new() { Id = "local", To = new ToLocal(1), Disabled = true },
            new()
            {
                Id = "s3",
                To = new ToS3Objects("lake", "raw/", aws with { Endpoint = new Uri("http://ceph:7480") }),
                BatchRecords = 500,
                BatchInterval = TimeSpan.FromMinutes(5),
            },
            new()
            {
                Id = "second",
                To = new ToS3Objects("other", "", new AwsAccess(new Uri("http://minio:9000"), "us-west-2", "minio")),
                StartSequence = 100,
            },
            new() { Id = "kinesis", To = new ToKinesis("shop", aws with { Endpoint = new Uri("http://kinesis:4567") }) },
            new() { Id = "http", To = new ToHttp(new Uri("https://api.example/x"), Batched: true, "api") },
            new() { Id = "file", To = new ToFile("/etc/shoreline/out", 1 << 20, TimeSpan.FromMinutes(10)) },
        ];
        Assert.Equal(expected, config.Streams["machines"].Exports!);
        Assert.Equal(
            (3, TimeSpan.FromMinutes(2), new Uri("http://historian/values")),
            (config.Exports.AtOnce, config.Exports.LongestRetry, config.Exports.SiteWise));
    }

    [Fact]
    public void A_bandwidth_is_read_with_its_windows()
    {
        var bandwidth = EdgeConfig.Parse(
            """
            device: gw
            bandwidth:
              rate: 2MB
              perDay: 5GiB
              windows: [ { from: "22:00", to: "06:00" }, { from: "12:00", to: "12:30" } ]
              timeZone: Europe/Berlin
              urgent: 2
            """, "edge.yaml").Bandwidth;

        Assert.Equal(
            (2_000_000, 5L << 30, 2, "Europe/Berlin"),
            (bandwidth.BytesPerSecond, bandwidth.BytesPerDay, bandwidth.UrgentPriority, bandwidth.Zone!.Id));
        Assert.Equal(
            [new SendWindow(new TimeOnly(22, 0), new TimeOnly(6, 0)), new SendWindow(new TimeOnly(12, 0), new TimeOnly(12, 30))],
            bandwidth.Windows);
    }

    [Theory]
    [InlineData("{ to: cloud, ack: broker, qos: 0 }", "exports[0].qos: 0 is not confirmed by a broker")]
    [InlineData("{ to: local, qos: 0 }", "exports[0].qos: 0 is not confirmed by a broker")]
    [InlineData("{ to: cloud, qos: 3 }", "exports[0].qos: '3' is not a whole number from 0 to 2")]
    [InlineData("{ to: s4, bucket: b }", "exports[0].to: 's4' is not one of cloud, local, s3, kinesis, http, file")]
    [InlineData("{ priority: 1 }", "exports[0].to: is missing")]
    [InlineData("{ to: s3 }", "exports[0].bucket: is missing")]
    [InlineData("{ to: http }", "exports[0].url: is missing")]
    [InlineData("{ to: http, url: 'http://user:hunter2@host/' }", "exports[0].url: holds a user or password")]
    [InlineData("{ to: kinesis, stream: s, credentials: hunter2 }", "exports[0].credentials: is not of the form secret:NAME")]
    [InlineData("{ to: kinesis, stream: s, qos: 1 }", "exports[0].qos: is not a key here")]
    [InlineData("{ to: file, folder: x, batchInterval: soon }", "exports[0].batchInterval: 'soon' is not a time")]
    [InlineData("{ to: file, folder: x, batchInterval: 8d }", "exports[0].batchInterval: 8d is out of range; 10ms to 7d")]
    [InlineData("{ to: cloud }, { to: cloud }", "exports: names the destination 'cloud' twice")]
    [InlineData("{ to: s3, bucket: a }, { to: s3, bucket: b }", "exports: has two exports with the id 's3'; give each an 'id' of its own")]
    [InlineData("{ to: s3, bucket: a, id: cloud }", "exports[0].id: 'cloud' is the id of the export to cloud")]
    [InlineData("{ to: s3, bucket: a, id: 'sm:x' }", "exports[0].id: 'sm:x' is not a name of")]
    [InlineData("{ to: file, folder: x }, { to: file, folder: ./x, id: again }", "exports: has two exports to one folder")]
    public void A_wrong_export_is_explained(string exports, string fault)
    {
        var error = Assert.Throws<InvalidInputException>(
            () => EdgeConfig.Parse($"device: gw\nstreams:\n  m: {{ exports: [ {exports} ] }}", "edge.yaml"));

        Assert.StartsWith($"edge.yaml:3: streams.m.{fault}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rate: slow", "bandwidth.rate: 'slow' is not a size")]
    [InlineData("rate: 10", "bandwidth.rate: 10 is too small")]
    [InlineData("windows: [ { from: '25:00', to: '06:00' } ]", "bandwidth.windows[0].from: '25:00' is not a time of day")]
    [InlineData("windows: [ { from: '22:00' } ]", "bandwidth.windows[0].to: is missing")]
    [InlineData("windows: [ { from: '22:00', to: '06:00' } ], timeZone: Mars/Olympus", "bandwidth.timeZone: 'Mars/Olympus' is not a time zone")]
    [InlineData("rate: 2MB, urgent: 2", "bandwidth.urgent: says nothing without 'windows'")]
    public void A_wrong_bandwidth_is_explained(string bandwidth, string fault) => Assert.StartsWith(
        $"edge.yaml:2: {fault}",
        Assert.Throws<InvalidInputException>(() => EdgeConfig.Parse($"device: gw\nbandwidth: {{ {bandwidth} }}", "edge.yaml")).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("65536", 65536)]
    [InlineData("512KiB", 512 << 10)]
    [InlineData("1.5 GiB", 3L << 29)]
    [InlineData("2GB", 2_000_000_000)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }
}

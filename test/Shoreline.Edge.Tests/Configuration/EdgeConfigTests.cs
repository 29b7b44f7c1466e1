using FsCheck;
using FsCheck.Fluent;
using Shoreline.Core;
using Shoreline.Edge.Configuration;

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
        Assert.Equal(new ExportConfig { To = ExportTarget.Cloud, Priority = 2 }, Assert.Single(readings.Exports!));
        Assert.Equal("b", config.Components[0].Environment["A"]);
        Assert.Equal(0, config.PagePort);
        Assert.True(config.Sensor);
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

    [Theory]
    [InlineData("device: [a", "edge.yaml:2: (file): is not YAML")]
    [InlineData("", "edge.yaml:1: (file): is not a list of 'key: value' lines")]
    [InlineData("just a sentence", "edge.yaml:1: (file): is not a list of 'key: value' lines")]
    [InlineData("device: gw\ndevice: gw", "edge.yaml:2: (file): is not YAML")]
    [InlineData("cameras: []", "edge.yaml:1: device: is missing; for example 'device: gw-01'")]
    [InlineData("device: {}", "edge.yaml:1: device: must be one value")]
    [InlineData("device: gw\npage: { port: 8088 }", "edge.yaml:2: page: port 8088 is streamManager's too")]
    public void What_is_not_a_configuration_is_refused(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<InvalidInputException>(() => EdgeConfig.Parse(text, "edge.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_stream_manager_takes_its_own_keys_and_those_of_aws_s_component()
    {
        var own = EdgeConfig.Parse("device: gw\nstreamManager: { port: 9088, authenticate: false }", "edge.yaml");
        Assert.Equal((9088, false), (own.StreamManagerPort, own.StreamManager.AuthenticateClient));
        var aws = EdgeConfig.Parse("device: gw\nstreamManager:\n  port: 9088\n  parameters: { STREAM_MANAGER_SERVER_PORT: '9188', JVM_ARGS: -Xmx64M, LOG_LEVEL: info }", "edge.yaml");
        Assert.Equal((9188, true), (aws.StreamManagerPort, aws.StreamManager.AuthenticateClient));
        Assert.Equal(["LOG_LEVEL"], aws.StreamManager.WithoutEffect);
        var wrong = Assert.Throws<InvalidInputException>(() => EdgeConfig.Parse("device: gw\nstreamManager:\n  parameters: { STREAM_MANAGER_SERVER_PORT: x, LOG_LEVEL: loud }", "edge.yaml"));
        Assert.Contains("edge.yaml:3: streamManager.parameters: STREAM_MANAGER_SERVER_PORT is 'x'", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("LOG_LEVEL is 'loud'", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_a_source_is_taken_out_of_what_is_shown()
    {
        var camera = Assert.Single(EdgeConfig.Parse("device: gw\ncameras:\n  - { name: a, source: 'rtsp://user:hunt%40r2@cam:554/1' }", "edge.yaml").Cameras);

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

namespace Shoreline.Cli.Tests;

public sealed class BadConfigurationTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_fault_of_a_gateway_s_file_is_told_at_once_with_its_line()
    {
        var run = await EdgeAsync("""
            device: "gw 01"
            clud: { url: http://lake.example }
            cameras:
              - { name: entrance, source: rstp://10.0.0.7/1, every: 0 }
              - { name: entrance, modl: yunet-2023mar }
            streams:
              readings: { maxSize: lots, onFull: panic }
            page: { port: 99999 }
            """);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        run.ComplaintsAreShort();
        Assert.Equal(
            [
                "shoreline: edge.yaml:1: device: 'gw 01' is not a device name",
                "shoreline: edge.yaml:2: clud: is not a key here; did you mean 'cloud'?",
                "shoreline: edge.yaml:4: cameras[0].source: 'rstp:' is not a kind of source; did you mean 'rtsp:'?",
                "shoreline: edge.yaml:4: cameras[0].every: '0' is not a whole number from 1 to 1000",
                "shoreline: edge.yaml:5: cameras[1].name: 'entrance' is the name of another camera too",
                "shoreline: edge.yaml:5: cameras[1].source: is missing; for example 'source: rtsp://10.0.0.7/stream1'",
                "shoreline: edge.yaml:5: cameras[1].modl: is not a key here; did you mean 'model'?",
                "shoreline: edge.yaml:7: streams.readings.maxSize: 'lots' is not a size; for example 512MiB or 2GiB",
                "shoreline: edge.yaml:7: streams.readings.onFull: 'panic' is not one of reject, overwrite",
                "shoreline: edge.yaml:8: page.port: '99999' is not a whole number from 0 to 65535",
            ],
            run.Complaints.Select(WithoutRule));
        NothingIsLeft("edge.yaml");
    }

    [Fact]
    public async Task Every_fault_of_a_cloud_s_file_is_told_at_once_with_its_line()
    {
        var run = await CloudAsync("""
            portal: { prt: 1, port: 99999 }
            broker: 7
            ingest: { commitSeconds: never, commitBytes: lots }
            jobs: { curate: sometimes }
            mqtt: http://broker.example
            """);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        run.ComplaintsAreShort();
        string[] expected =
        [
            ":1: 'portal.port' is '99999'; allowed is a port", ":1: 'portal.prt' is not a key here. Known: hosts, listen, port",
            ":2: 'broker' is '7'; allowed is", ":3: 'ingest.commitSeconds' is 'never'; allowed is a number of seconds",
            ":3: 'ingest.commitBytes' is 'lots'; allowed is a size", ":4: 'jobs.curate' is 'sometimes'; allowed is a cron expression",
            ":5: 'mqtt' is 'http://broker.example'; allowed is an address mqtt://host:port",
        ];
        Assert.Equal(expected.Length, run.Complaints.Length);
        Assert.All(expected.Zip(run.Complaints), pair => Assert.StartsWith($"shoreline: {_folder["cloud.yaml"]}{pair.First}", pair.Second, StringComparison.Ordinal));
        NothingIsLeft("cloud.yaml");
    }

    [Theory]
    [InlineData("device: [gw\n  x: }")]
    [InlineData("device: \"gw")]
    [InlineData("just a text")]
    [InlineData("")]
    public async Task A_gateway_s_file_that_is_no_yaml_is_one_line(string text)
    {
        var run = await EdgeAsync(text);

        run.Refused(ExitCodes.Usage, "edge.yaml:");
        NothingIsLeft("edge.yaml");
    }

    [Theory]
    [InlineData("portal: [a\n  x: }")]
    [InlineData("portal: \"a")]
    [InlineData("just a text")]
    [InlineData("{ {a: b}: c")]
    public async Task A_cloud_s_file_that_is_no_yaml_is_one_line(string text)
    {
        var run = await CloudAsync(text);

        run.Refused(ExitCodes.Usage, "cloud.yaml:");
        NothingIsLeft("cloud.yaml");
    }

    [Theory]
    [InlineData("edge", "--root")]
    [InlineData("cloud", "--data")]
    public async Task A_file_that_is_not_there_is_named(string service, string folder)
    {
        var run = await Command.RunAsync(service, "--config", _folder["no-such.yaml"], folder, _folder["data"]);

        run.Refused(ExitCodes.Usage, _folder["no-such.yaml"], "cannot be read", "Give --config");
        NothingIsLeft();
    }

    [Fact]
    public async Task A_missing_secret_is_named_before_anything_starts()
    {
        var run = await EdgeAsync("device: gw-01\ncameras:\n  - { name: a, source: 'rtsp://10.0.0.7/1', credentials: 'secret:entrance' }\n");

        run.Refused(ExitCodes.Usage, "secret 'entrance'");
        Assert.False(Directory.Exists(_folder["root", "streams"]));
    }

    private static string WithoutRule(string line) => line.Split(": use 1 to")[0];

    private async Task<Command> EdgeAsync(string yaml)
    {
        await File.WriteAllTextAsync(_folder["edge.yaml"], yaml, TestContext.Current.CancellationToken);
        return await Command.RunAsync("edge", "--config", _folder["edge.yaml"], "--root", _folder["root"]);
    }

    private async Task<Command> CloudAsync(string yaml)
    {
        await File.WriteAllTextAsync(_folder["cloud.yaml"], yaml, TestContext.Current.CancellationToken);
        return await Command.RunAsync("cloud", "--config", _folder["cloud.yaml"], "--data", _folder["data"]);
    }

    private void NothingIsLeft(params string[] but) =>
        Assert.Equal(but, Directory.GetFileSystemEntries(_folder.Path).Select(path => Path.GetFileName(path)!));
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Shoreline.Cli.Tests;

public sealed class UsedPortTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly TcpListener _taken = new(IPAddress.Loopback, 0);

    public UsedPortTests() => _taken.Start();

    private string Port => ((IPEndPoint)_taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _taken.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_demo_s_port_in_use_is_named_and_no_folder_is_made()
    {
        var run = await Command.RunAsync("demo", "--headless", "--duration", "5s", "--port", Port, "--data", _folder["demo"]);

        run.Refused(ExitCodes.Usage, $"Port {Port} on 127.0.0.1 is in use", "Give another with --port");
        Assert.False(Directory.Exists(_folder["demo"]));
    }

    [Theory]
    [InlineData("page", "page: { port: … }")]
    [InlineData("streamManager", "set streamManager.port")]
    [InlineData("broker", "give the broker another port")]
    public async Task A_gateway_s_port_in_use_is_named_and_nothing_runs_on(string service, string advice)
    {
        var ports = ((string[])["page", "streamManager", "broker"]).Select(name => $"{name}: {{ port: {(name == service ? Port : "0")} }}\n");
        await File.WriteAllTextAsync(_folder["edge.yaml"], "device: gw-01\n" + string.Concat(ports), TestContext.Current.CancellationToken);

        var run = await Command.RunAsync("edge", "--config", _folder["edge.yaml"], "--root", _folder["root"]);

        run.ServiceRefused(ExitCodes.Usage, Port, "in use", advice);
        Assert.False(File.Exists(_folder["root", "run", "edge.json"]));
        Assert.False(File.Exists(_folder["root", "broker", "mosquitto.pid"]));
    }

    [Theory]
    [InlineData("portal", "set 'portal.port' in cloud.yaml")]
    [InlineData("broker", "give the broker another port")]
    public async Task A_cloud_s_port_in_use_is_named_and_nothing_runs_on(string service, string advice)
    {
        var ports = ((string[])["portal", "broker"]).Select(name => $"{name}: {{ port: {(name == service ? Port : "0")} }}\n");
        await File.WriteAllTextAsync(_folder["cloud.yaml"], string.Concat(ports), TestContext.Current.CancellationToken);

        var run = await Command.RunAsync("cloud", "--config", _folder["cloud.yaml"], "--data", _folder["data"]);

        run.ServiceRefused(ExitCodes.Usage, Port, "in use", advice);
        Assert.False(File.Exists(_folder["data", "run", "cloud.json"]));
        Assert.False(File.Exists(_folder["data", "broker", "mosquitto.pid"]));
    }
}

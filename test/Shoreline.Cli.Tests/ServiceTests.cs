using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Shoreline.Core;
using Xunit.Sdk;

namespace Shoreline.Cli.Tests;

/// <summary>The gateway as a service of systemd: deploy/systemd.</summary>
public sealed class ServiceTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static string Unit => Path.Combine(
        Assets.FindHome() ?? throw new XunitException("The project's folder is not found: set SHORELINE_HOME."), "deploy", "systemd", "shoreline-edge.service");

    [Fact]
    public async Task The_unit_is_one_that_systemd_understands_whole()
    {
        // The program is looked for, and lies elsewhere here.
        var unit = (await File.ReadAllTextAsync(Unit, TestContext.Current.CancellationToken)).Replace("/opt/shoreline/shoreline", Environment.ProcessPath!, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder["shoreline-edge.service"], unit, TestContext.Current.CancellationToken);

        var (code, output) = await RunAsync("systemd-analyze", ["verify", "--man=no", _folder["shoreline-edge.service"]]);

        Assert.Equal((0, ""), (code, output)); // an unknown key is told, and no failure
    }

    [Theory]
    [InlineData("101", "--no-block reboot\n")]
    [InlineData("100", "")]
    [InlineData("0", "")]
    [InlineData("TERM", "")]
    public async Task The_device_is_restarted_where_that_is_asked_for_and_never_otherwise(string exitStatus, string asked)
    {
        await File.WriteAllTextAsync(_folder["systemctl"], $"#!/bin/sh\necho \"$@\" >> {_folder["asked"]}\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(_folder["systemctl"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var line = Assert.Single(await File.ReadAllLinesAsync(Unit, TestContext.Current.CancellationToken), line => line.StartsWith("ExecStopPost=/bin/sh -c '", StringComparison.Ordinal));
        var script = line["ExecStopPost=/bin/sh -c '".Length..^1].Replace("$$", "$", StringComparison.Ordinal); // as systemd unescapes it

        var (code, _) = await RunAsync("sh", ["-c", script], ("EXIT_STATUS", exitStatus), ("PATH", $"{_folder.Path}:/usr/bin:/bin"));

        Assert.Equal(0, code);
        Assert.Equal(asked, File.Exists(_folder["asked"]) ? await File.ReadAllTextAsync(_folder["asked"], TestContext.Current.CancellationToken) : "");
    }

    [Fact]
    public async Task Systemd_is_told_when_it_is_ready_and_when_it_stops()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));
        await File.WriteAllTextAsync(_folder["edge.yaml"], "device: gw-01\npage: { port: 0 }\nstreamManager: { port: 0 }\nbroker: { port: 0 }\n", TestContext.Current.CancellationToken);
        await using var gateway = ShorelineProgram.Start(
            ["edge", "--config", _folder["edge.yaml"], "--root", _folder["root"]], new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = _folder["notify"] });

        Assert.Equal("READY=1", await HearAsync(socket));
        Assert.True(File.Exists(_folder["root", "run", "edge.json"]));
        gateway.Terminate();
        Assert.Equal("STOPPING=1", await HearAsync(socket));
        Assert.Equal(ExitCodes.Done, await gateway.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, socket.Available); // the broker, a child that knows systemd too, does not speak for it
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string> HearAsync(Socket socket)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        var buffer = new byte[256];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, patience.Token));
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, string.Concat(output));
    }
}

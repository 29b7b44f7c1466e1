using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Shoreline.Core;

namespace Shoreline.Cli.Demo;

/// <summary>Runs a gateway and a cloud as they run in the field, as processes of their own, with a link between them that can be cut.</summary>
internal sealed class DemoRun(DemoOptions options, TextWriter output)
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstRowWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    private readonly DateTime _startedAt = Process.GetCurrentProcess().StartTime; // the user's wait begins when the program starts, not when its code runs

    private double Elapsed => (DateTime.Now - _startedAt).TotalSeconds;

    /// <summary>Runs until <see cref="DemoOptions.Duration"/> is over or <paramref name="stop"/> is set, then drains, stops and counts.</summary>
    public async Task<DemoSummary> RunAsync(CancellationToken stop)
    {
        var portalPort = DemoConfiguration.PortalPort(options.Port);
        DemoFolder.Prepare(options);
        var brokerPort = DemoConfiguration.FreePort();
        await using var mqttLink = LinkProxy.Start(brokerPort);
        await using var httpLink = LinkProxy.Start(portalPort);
        await using var control = await DemoControl.StartAsync([mqttLink, httpLink], stop);
        var cloudConfig = DemoConfiguration.WriteCloud(options, portalPort, brokerPort, control.Address);
        var edgeConfig = DemoConfiguration.WriteEdge(options, httpLink.Port, mqttLink.Port);

        Say($"Starting a gateway and a cloud in {options.Data}");
        using var cloud = Start("cloud", "--config", cloudConfig, "--data", options.CloudData);
        using var edge = Start("edge", "--config", edgeConfig, "--root", options.EdgeRoot);
        var portal = new Uri((await cloud.ReadyAsync(Path.Combine(options.CloudData, "run", "cloud.json"), ReadyWithin, stop)).GetProperty("portal").GetString()!);
        control.EdgePage = new Uri((await edge.ReadyAsync(Path.Combine(options.EdgeRoot, "run", "edge.json"), ReadyWithin, stop)).GetProperty("page").GetString()!);

        using var http = new HttpClient { BaseAddress = portal };
        var (picture, row) = await FirstLightAsync(http, cloud, edge, stop);
        Say($"The portal is at {portal}  (first picture after {picture:N1} s, first row after {row:N1} s)");
        Say($"The gateway's own page is at {control.EdgePage}");
        if (!options.Headless) Say("Ctrl-C stops the demo.");
        await RunOutAsync(cloud, edge, stop);

        Say("Stopping: the gateway stops its cameras and sends what it holds");
        mqttLink.Heal();
        httpLink.Heal();
        await edge.StopAsync();
        await cloud.StopAsync();
        return await DemoAccount.CountAsync(options, Elapsed, picture, row);
    }

    private DemoProcess Start(string name, params string[] arguments) => DemoProcess.Start(name, Path.Combine(options.Logs, name + ".log"),
        [name, .. arguments, .. options.Verbose ? (string[])["--verbose"] : []]);

    private async Task<(double? Picture, double? Row)> FirstLightAsync(HttpClient http, DemoProcess cloud, DemoProcess edge, CancellationToken stop)
    {
        double? picture = null, row = null;
        while (picture is null || row is null)
        {
            cloud.ThrowIfExited();
            edge.ThrowIfExited();
            var status = await http.GetFromJsonAsync<JsonElement>("/api/v1/status", stop);
            if (IsSet(status, "firstPictureAt")) picture ??= Elapsed;
            if (IsSet(status, "firstRowAt")) row ??= Elapsed;
            if (Elapsed > FirstRowWithin.TotalSeconds)
            {
                throw new ShorelineException(
                    $"No {(row is null ? "row" : "picture")} has reached the portal within {FirstRowWithin.TotalSeconds:N0} s. The logs are in {options.Logs} and {options.EdgeRoot}/logs.");
            }
            await Task.Delay(PollEvery, stop);
        }
        return (picture, row);

        static bool IsSet(JsonElement status, string name) => status.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;
    }

    private async Task RunOutAsync(DemoProcess cloud, DemoProcess edge, CancellationToken stop)
    {
        var left = options.Duration is { } duration ? duration - TimeSpan.FromSeconds(Elapsed) : TimeSpan.MaxValue;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < left && !stop.IsCancellationRequested)
        {
            cloud.ThrowIfExited();
            edge.ThrowIfExited();
            await Task.Delay(PollEvery, CancellationToken.None);
        }
    }

    private void Say(string line)
    {
        if (!options.Headless) output.WriteLine(line);
    }
}

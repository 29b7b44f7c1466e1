using System.CommandLine;
using System.Net;
using Shoreline.Cli.Demo;
using Shoreline.Cli.Terminal;
using Shoreline.Core;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline demo</c>: a gateway, a cloud and sample cameras on this machine.</summary>
internal static class DemoCommand
{
    public static Command Build()
    {
        var camera = new Option<string[]>("--camera") { Description = "A camera to use instead of the samples: rtsp://, v4l2://, file://, test://, scene://, pipeline:. May be repeated" };
        var data = new Option<string?>("--data") { Description = "Folder for everything that the demo writes. Default: shoreline-demo in the current folder" };
        var port = Arguments.Within(new Option<int?>("--port") { Description = "Port of the portal on 127.0.0.1. Default: 8080, or a free one" }, 0, IPEndPoint.MaxPort);
        var headless = new Option<bool>("--headless") { Description = "For a machine: run for --duration, then print a summary as JSON" };
        var duration = new Option<TimeSpan?>("--duration") { Description = "How long to run: 60s, 5m", CustomParser = Arguments.Duration };
        var command = new Command("demo", "Run a gateway, a cloud and sample cameras on this machine, and show them in the portal")
        {
            camera, data, port, headless, duration,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var options = new DemoOptions
            {
                Cameras = parsed.GetValue(camera) ?? [],
                Data = Path.GetFullPath(parsed.GetValue(data) ?? "shoreline-demo"),
                Port = parsed.GetValue(port),
                Headless = parsed.GetValue(headless),
                Duration = parsed.GetValue(duration),
                Verbose = parsed.GetValue(CommandTree.Verbose),
            };
            if (options is { Headless: true, Duration: null }) throw new InvalidInputException("--headless needs --duration: how long should the demo run?");
            var summary = await new DemoRun(options, Console.Out).RunAsync(stop);
            Console.Out.WriteLine(summary.ToJson());
            return summary is { Lost: 0, Duplicates: 0 } ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}

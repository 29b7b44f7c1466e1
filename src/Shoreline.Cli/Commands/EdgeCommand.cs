using System.CommandLine;
using Shoreline.Cli.Terminal;
using Shoreline.Edge;
using Shoreline.Edge.Configuration;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline edge</c>: a gateway, until it is told to stop.</summary>
internal static class EdgeCommand
{
    public const string DefaultRoot = "/var/lib/shoreline";

    public static Command Build()
    {
        var config = new Option<string>("--config") { Description = "The gateway's configuration: edge.yaml", Required = true };
        var root = RootOption();
        var command = new Command("edge", "Run a gateway: cameras, streams, exports, local page") { config, root };
        command.SetAction(async (parsed, stop) =>
        {
            var settings = EdgeConfig.Load(parsed.GetValue(config)!);
            using var logs = ConsoleLog.Create(parsed.GetValue(CommandTree.Verbose));
            await using var host = await EdgeHost.StartAsync(
                settings, new EdgeOptions { Root = RootFolder(parsed.GetValue(root)), Program = Environment.ProcessPath!, Loggers = logs }, stop);
            await Task.WhenAny(Stopped.By(stop), host.RestartAsked);
            return host.RestartAsked.IsCompletedSuccessfully ? await host.RestartAsked : ExitCode.Done;
        });
        return command;
    }

    public static Option<string?> RootOption() => new("--root") { Description = "Folder of all that the gateway keeps. Default: $SHORELINE_ROOT, then " + DefaultRoot };

    public static string RootFolder(string? given) => Arguments.Folder(given, "SHORELINE_ROOT", DefaultRoot);
}

using System.CommandLine;
using Shoreline.Cli.Terminal;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline edge</c>: a gateway, until it is told to stop.</summary>
internal static class EdgeCommand
{
    public const string DefaultRoot = "/var/lib/shoreline";

    public static Command Build()
    {
        var config = new Option<string>("--config") { Description = "The gateway's configuration: edge.yaml", Required = true };
        var root = RootOption();
        var command = new Command("edge", "Run a gateway: cameras, streams, exports, local page") { config, root, EdgeReloadCommand.Build() };
        command.SetAction(parsed => NucleusProgram.Become(parsed.GetValue(config)!, RootFolder(parsed.GetValue(root)), parsed.GetValue(CommandTree.Verbose)));
        return command;
    }

    public static Option<string?> RootOption() => new("--root") { Description = "Folder of all that the gateway keeps. Default: $SHORELINE_ROOT, then " + DefaultRoot };

    public static string RootFolder(string? given) => Arguments.Folder(given, "SHORELINE_ROOT", DefaultRoot);
}

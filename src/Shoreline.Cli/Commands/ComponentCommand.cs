using System.CommandLine;
using Shoreline.Cli.Ipc;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline component</c>: components and their recipes.</summary>
internal static class ComponentCommand
{
    public static Command Build()
    {
        var command = new Command("component", "Look after the components of the running gateway, make new ones, check recipes")
        {
            ComponentStateCommands.List(), ComponentStateCommands.Details(), ComponentStateCommands.Restart(), ComponentStateCommands.Stop(), ComponentLogsCommand.Build(),
            ComponentNewCommand.Build(), ComponentPackageCommand.Build(), ComponentValidateCommand.Build(),
        };
        command.Options.Add(NucleusCommand.Root);
        return command;
    }
}

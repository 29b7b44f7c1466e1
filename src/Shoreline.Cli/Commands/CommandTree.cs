using System.CommandLine;
using System.CommandLine.Parsing;

namespace Shoreline.Cli.Commands;

/// <summary>All commands. Each parses its arguments and calls a library; none holds logic of its own.</summary>
internal static class CommandTree
{
    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "More log lines, and the stack of an error", Recursive = true };

    public static RootCommand Build()
    {
        var root = new RootCommand("Shoreline: where cameras meet the data lake.");
        root.Options.Add(Verbose);
        Command[] commands =
        [
            DemoCommand.Build(), EdgeCommand.Build(), CloudCommand.Build(), VisionCommand.Build(), ModelCommand.Build(), DatasetCommand.Build(), StreamCommand.Build(),
            ComponentCommand.Build(), DeploymentCommand.Build(), MessageCommands.PubSub(), MessageCommands.IotCore(), SecretCommand.Build(),
            GreengrassCliCommand.Build(), LakeCommand.Build(), SampleCommand.Build(), DoctorCommand.Build(),
        ];
        foreach (var command in commands) root.Subcommands.Add(command);
        return root;
    }

    /// <summary>The words that lead to a command: <c>shoreline</c>, <c>lake</c>, <c>query</c>.</summary>
    public static IEnumerable<string> PathOf(CommandResult command)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = command; at is CommandResult result; at = at.Parent) names.Push(result.Command is RootCommand ? "shoreline" : result.Command.Name);
        return names;
    }
}

using System.CommandLine;
using Shoreline.Cli.Ipc;
using Shoreline.Cli.Terminal;
using Shoreline.Core;
using Shoreline.Edge;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline component logs</c>: what a component printed, from the file that the gateway keeps of it. The gateway need not run.</summary>
internal static class ComponentLogsCommand
{
    public static Command Build()
    {
        var name = Arguments.NotAnOption(new Argument<string>("name") { Description = "Name of a component; greengrass for the gateway's own log" });
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is written, until Ctrl-C" };
        var lines = Arguments.Within(new Option<int>("--lines") { Description = "At most so many lines of the end", DefaultValueFactory = _ => 100 }, 0, 1_000_000);
        var command = new Command("logs", "Print the end of a component's log, and follow it") { name, follow, lines };
        command.SetAction(async (parsed, stop) =>
        {
            var component = parsed.GetValue(name)!;
            if (component.Contains('/') || component is "." or "..") throw new InvalidInputException($"'{component}' is no name of a component.");
            var logs = new EdgePaths(EdgeCommand.RootFolder(parsed.GetValue(NucleusCommand.Root))).Logs;
            using var log = new ComponentLog(Path.Combine(logs, component + ".log"));
            await using var output = Console.OpenStandardOutput();
            log.WriteEnd(parsed.GetValue(lines), output);
            if (!parsed.GetValue(follow)) return ExitCode.Done;
            try
            {
                await log.FollowAsync(output, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Ctrl-C: the way to end it
            }
            return ExitCode.Done;
        });
        return command;
    }
}

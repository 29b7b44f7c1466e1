using System.CommandLine;
using Shoreline.Cli.Terminal;
using Shoreline.Core;
using Shoreline.Edge.Reload;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline edge reload</c>.</summary>
internal static class EdgeReloadCommand
{
    public static Command Build()
    {
        var root = EdgeCommand.RootOption();
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("reload", "Have the running gateway read its configuration file again, and tell what came of it") { root, json };
        command.SetAction(async (parsed, stop) =>
        {
            var report = await ReloadRequest.SendAsync(EdgeCommand.RootFolder(parsed.GetValue(root)), stop);
            if (parsed.GetValue(json)) Console.Out.WriteLine(report.ToJson());
            else if (report.State == ReloadState.Applied) Write(report, Console.Out);
            return report.State switch
            {
                ReloadState.Applied => ExitCode.Done,
                ReloadState.Refused => throw new InvalidInputException($"{report.Fault}\nNothing was changed: the gateway goes on as it was."),
                _ => throw new ShorelineException($"The gateway goes on with the configuration it had. {report.Fault}"),
            };
        });
        return command;
    }

    private static void Write(ReloadReport report, TextWriter output)
    {
        output.WriteLine($"Reload {report.Generation} is applied.");
        Write("Started", report.Started, output);
        Write("Restarted", report.Restarted, output);
        Write("Stopped", report.Stopped, output);
        Write("Left alone", report.LeftAlone, output);
        if (report.AtNextStart.Count > 0) output.WriteLine($"Changes of {string.Join(", ", report.AtNextStart)} take effect at the next start.");
        foreach (var note in report.Notes) output.WriteLine(note);
    }

    private static void Write(string what, IReadOnlyList<string> names, TextWriter output)
    {
        if (names.Count > 0) output.WriteLine($"{what}: {string.Join(", ", names)}");
    }
}

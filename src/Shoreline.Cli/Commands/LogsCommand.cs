using System.CommandLine;
using System.CommandLine.Parsing;
using Shoreline.Cli.Ipc;
using Shoreline.Cli.Logs;
using Shoreline.Cli.Terminal;
using Shoreline.Edge;

namespace Shoreline.Cli.Commands;

/// <summary>
/// <c>greengrass-cli logs</c>: entries of the gateway's and its components' logs (greengrass-components, section 8). Reads files; the
/// gateway need not run.
/// </summary>
internal static class LogsCommand
{
    private const int MostLines = 100_000;

    private static readonly string[] Keys =
        ["level", "thread", "loggerName", "eventType", "serviceName", "scriptName", "currentState", "exitCode"];

    public static Command Build() =>
        new("logs", "Look through the logs of the gateway and its components") { Get(), ListFiles(), ListKeywords() };

    private static Command Get()
    {
        var files = new Option<string[]>("--log-file", "-lf") { Description = "A log; more than once for several" };
        var folders = Folders();
        var windows = new Option<string[]>("--time-window", "-t")
        {
            Description = "begin,end: dates, times, 2026-01-31T09:30:00, or offsets such as -2h15min; any of several",
        };
        var filters = new Option<string[]>("--filter", "-f")
        {
            Description = "Alternatives with commas between them: words, regular expressions, key=value; all of several",
        };
        var before = Lines("--before", "-b", "So many lines before what fits");
        var after = Lines("--after", "-a", "So many lines after what fits");
        var follow = new Option<bool>("--follow", "-fol") { Description = "Go on with what is written, until Ctrl-C" };
        var command = new Command("get", "Print the entries that fit, of all logs in the order of their times")
        {
            files, folders, windows, filters, before, after, follow,
        };
        AddWithoutEffect(command);
        windows.Validators.Add(result => CheckWindows(result, windows));
        command.SetAction(async (parsed, stop) =>
        {
            TimeWindow[] times = [.. (parsed.GetValue(windows) ?? []).Select(text => Window(text)!.Value)];
            var filter = new LogFilter(parsed.GetValue(filters) ?? [], times);
            LogSelection Selection() => new(filter, parsed.GetValue(before), parsed.GetValue(after));
            var logs = new List<LogSeries>();
            try
            {
                var (named, given) = (parsed.GetValue(files) ?? [], parsed.GetValue(folders) ?? []);
                logs.AddRange(named.Select(path => LogSeries.OfFile(path, Selection())));
                foreach (var folder in named.Length + given.Length == 0 ? [OwnFolder(parsed)] : given)
                    logs.AddRange(LogSeries.OfFolder(folder, Selection));
                foreach (var line in LogMerge.InOrder(logs))
                {
                    stop.ThrowIfCancellationRequested();
                    Console.Out.WriteLine(line);
                }
                if (parsed.GetValue(follow)) await FollowAsync(logs, stop);
                return ExitCode.Done;
            }
            finally
            {
                foreach (var log in logs) log.Dispose();
            }
        });
        return command;
    }

    private static Command ListFiles()
    {
        var folders = Folders();
        var command = new Command("list-log-files", "List the files of a folder that hold logs") { folders };
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(folders) is { Length: > 0 } some ? some : [OwnFolder(parsed)];
            var files = given.SelectMany(LogSeries.Files).ToArray();
            foreach (var file in files) Console.Out.WriteLine(file);
            Console.Out.WriteLine($"Total {files.Length} files found.");
        });
        return command;
    }

    private static Command ListKeywords()
    {
        var command = new Command("list-keywords", "List the keys that --filter knows") { Syslog() };
        command.SetAction(_ =>
        {
            foreach (var key in Keys) Console.Out.WriteLine($"{key}=$str");
        });
        return command;
    }

    private static async Task FollowAsync(List<LogSeries> logs, CancellationToken stop)
    {
        var printing = new Lock();
        try
        {
            await Task.WhenAll(logs.Select(log => log.FollowAsync(line =>
            {
                lock (printing) Console.Out.WriteLine(line.Text);
            }, stop)));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C: the way to end it
        }
    }

    private static string OwnFolder(ParseResult parsed) => new EdgePaths(EdgeCommand.RootFolder(parsed.GetValue(NucleusCommand.Root))).Logs;

    private static TimeWindow? Window(string text) => TimeWindow.TryParse(text, TimeProvider.System.GetUtcNow(), TimeZoneInfo.Local);

    private static void CheckWindows(OptionResult result, Option<string[]> windows)
    {
        foreach (var text in (result.GetValue(windows) ?? []).Where(text => Window(text) is null))
        {
            result.AddError(
                $"'{text}' is no time window: give begin,end as 2026-01-31T09:30:00,2026-01-31T10:00:00, 09:30:00,10:00:00, or -2h15min,-1h");
        }
    }

    private static Option<string[]> Folders() =>
        new("--log-dir", "-ld") { Description = "A folder of logs; more than once for several. Default: the gateway's" };

    private static Option<int> Lines(string name, string alias, string description) =>
        Arguments.Within(new Option<int>(name, alias) { Description = description }, 0, MostLines);

    /// <summary>
    /// Options that scripts give and that change nothing here: nothing is coloured or abridged, and a line is printed before the next is
    /// read.
    /// </summary>
    private static void AddWithoutEffect(Command command)
    {
        command.Options.Add(new Option<int>("--max-log-queue-size", "-m")
        {
            Description = "Of no effect: only a line of each log is held",
        });
        command.Options.Add(new Option<bool>("--no-color", "-nc") { Description = "Of no effect: nothing is coloured" });
        command.Options.Add(new Option<bool>("-v") { Description = "Of no effect: entries are printed whole" });
        command.Options.Add(Syslog());
    }

    private static Option<bool> Syslog()
    {
        var option = new Option<bool>("--syslog", "-s") { Description = "Not supported: journalctl shows the system's log" };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option)) result.AddError("The system's log is not read here: 'journalctl --since -2h --grep WORD' does it");
        });
        return option;
    }
}

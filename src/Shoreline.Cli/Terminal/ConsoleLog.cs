using Microsoft.Extensions.Logging;

namespace Shoreline.Cli.Terminal;

/// <summary>Log lines of a long-running command: time, level, area, message; to standard error.</summary>
internal static class ConsoleLog
{
    public static ILoggerFactory Create(bool verbose) => new LoggerFactory([new LineLog(Console.Error, TimeProvider.System)], new LoggerFilterOptions
    {
        MinLevel = verbose ? LogLevel.Debug : LogLevel.Information,
        Rules =
        {
            From("Microsoft", LogLevel.Warning),
            From("Microsoft.Extensions.Hosting", LogLevel.None), // a failed start, with its stack; whoever started it reports it
            From("Quartz", LogLevel.Warning),
        },
    });

    private static LoggerFilterRule From(string area, LogLevel least) => new(providerName: null, area, least, filter: null);
}

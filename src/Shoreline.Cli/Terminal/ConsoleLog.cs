using Microsoft.Extensions.Logging;

namespace Shoreline.Cli.Terminal;

/// <summary>Log lines of a long-running command: time, level, area, message; to standard error.</summary>
internal static class ConsoleLog
{
    /// <param name="file">A further log, which leaves out itself what is below its level. Disposed with the factory.</param>
    public static ILoggerFactory Create(bool verbose, ILoggerProvider? file = null)
    {
        var console = new LineLog(Console.Error, TimeProvider.System);
        var options = new LoggerFilterOptions { MinLevel = verbose ? LogLevel.Debug : LogLevel.Information };
        AddRules(options, provider: null);
        if (file is null) return new LoggerFactory([console], options);
        var name = file.GetType().FullName;
        options.Rules.Add(new LoggerFilterRule(name, categoryName: null, LogLevel.Debug, filter: null));
        AddRules(options, name); // a rule for one log stands in for all that are for every log
        return new LoggerFactory([console, file], options);
    }

    private static void AddRules(LoggerFilterOptions options, string? provider)
    {
        Add("Microsoft", LogLevel.Warning);
        Add("Microsoft.Extensions.Hosting", LogLevel.None); // a failed start, with its stack; whoever started it reports it
        Add("Quartz", LogLevel.Warning);

        void Add(string area, LogLevel least) => options.Rules.Add(new LoggerFilterRule(provider, area, least, filter: null));
    }
}

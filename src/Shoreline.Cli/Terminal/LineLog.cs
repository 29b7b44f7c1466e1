using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Shoreline.Cli.Terminal;

/// <summary>Writes each message as one line: time (UTC), level, area with the message's number, text.</summary>
/// <remarks>The console logger of Microsoft.Extensions does the same by way of a container, options, and a thread with a queue: 3 MB of a gateway's memory (docs/decisions/0017).</remarks>
internal sealed class LineLog(TextWriter to, TimeProvider time) : ILoggerProvider
{
    private readonly Lock _lock = new();

    public ILogger CreateLogger(string categoryName) => new Area(this, categoryName);

    public void Dispose() { }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };

    private void Write(LogLevel level, string area, EventId id, string text, Exception? exception)
    {
        var line = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{time.GetUtcNow().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Word(level)}: {area}[{id.Id}] ").Append(text);
        if (exception is not null) line.Append(' ').Append(exception);
        line.Replace("\r\n", " ").Replace('\n', ' ');
        lock (_lock) to.WriteLine(line);
    }

    private sealed class Area(LineLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Write(logLevel, name, eventId, formatter(state, exception), exception);
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Tests;

/// <summary>Keeps what is logged from a level on, a line a message.</summary>
internal sealed class TextLog(LogLevel least = LogLevel.Information) : ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public string Text => string.Join('\n', _lines);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) _lines.Enqueue($"{formatter(state, exception)}{(exception is null ? "" : $": {exception}")}");
    }
}

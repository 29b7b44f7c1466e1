using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>Keeps what is logged as an error, which the server does only over faults of its own.</summary>
internal sealed class ErrorLog : ILogger
{
    public ConcurrentQueue<string> Errors { get; } = new();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) Errors.Enqueue($"{formatter(state, exception)}: {exception}");
    }
}

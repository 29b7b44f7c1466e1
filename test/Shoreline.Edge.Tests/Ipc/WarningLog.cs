using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Tests.Ipc;

/// <summary>Keeps what is logged, from warnings on unless told otherwise.</summary>
internal sealed class WarningLog(LogLevel least = LogLevel.Warning) : ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) Lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
    }
}

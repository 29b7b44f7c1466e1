using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Runtime.Logs;

/// <summary>The gateway's own log, <c>greengrass.log</c>: what it logs, in the format and within the bounds of components' logs. Thread-safe.</summary>
/// <remarks>
/// <para>What is logged before the device's configuration is read is held, 256 entries of it at most, and written with the first entry after that,
/// as the configuration wants it.</para>
/// <para>A full disk costs entries and is told of once on standard error, until it can be written again: the log of the log's trouble cannot be
/// the log.</para>
/// </remarks>
public sealed class GatewayLog : ILoggerProvider
{
    private const string Name = "greengrass";
    private const int MostHeld = 256;
    private const int MostMessageLength = 16 << 10;
    private const int KeptBufferBytes = 64 << 10;

    private readonly TextWriter _errors;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new(); // guards what follows
    private readonly LogFiles _files;
    private Queue<LogLine>? _held = new();
    private ArrayBufferWriter<byte>? _buffer;
    private bool _isTroubleTold;

    /// <param name="folder">Absolute; made with the first entry.</param>
    /// <param name="errors">Told where the log cannot be written.</param>
    /// <param name="time">Of the entries' stamps.</param>
    public GatewayLog(string folder, TextWriter errors, TimeProvider time)
    {
        (_errors, _time) = (errors, time);
        _files = new LogFiles(folder, Name, Settings, time);
    }

    internal LoggingSettings Settings { get; } = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Area(this, categoryName);

    /// <summary>Writes what is held, and closes the file. What is logged after it is still written.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            Release();
            _files.Dispose();
        }
    }

    private static LogLevelName NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => LogLevelName.Debug,
        LogLevel.Information => LogLevelName.Info,
        LogLevel.Warning => LogLevelName.Warn,
        _ => LogLevelName.Error,
    };

    private bool Takes(LogLevelName level) => Settings.Value is var options && level >= options.Level && !options.IsConsole;

    private void Log(LogLevel level, string area, EventId id, string message, Exception? exception)
    {
        var text = LogText.Head(message, MostMessageLength).ReplaceLineEndings(" "); // or a message could look like two entries
        var line = new LogLine(
            _time.GetUtcNow(), NameOf(level), ThreadName(), area, id.Name ?? "", text, [("id", id.Id.ToString(CultureInfo.InvariantCulture))], exception);
        lock (_lock)
        {
            if (_held is null)
            {
                if (!Takes(line.Level)) return; // the configuration was not read, and will not be
                Add(line);
                Flush();
                return;
            }
            _held.Enqueue(line);
            if (Settings.IsKnown || _held.Count == MostHeld) Release();
        }
    }

    private static string ThreadName()
    {
        var thread = Thread.CurrentThread;
        return thread.Name ?? string.Create(CultureInfo.InvariantCulture, $"thread-{thread.ManagedThreadId}");
    }

    private void Release()
    {
        if (_held is null) return;
        foreach (var line in _held)
        {
            if (Takes(line.Level)) Add(line);
        }
        _held = null;
        Flush();
    }

    private void Add(LogLine line)
    {
        _buffer ??= new ArrayBufferWriter<byte>(1024);
        if (Settings.Value.IsJson) line.WriteJson(_buffer);
        else line.WriteText(_buffer);
    }

    private void Flush()
    {
        if (_buffer is not { WrittenCount: > 0 } written) return;
        _files.Write(written.WrittenSpan);
        if (written.Capacity > KeptBufferBytes) _buffer = null;
        else written.ResetWrittenCount();
        if (_files.Trouble is not { } trouble)
        {
            _isTroubleTold = false;
        }
        else if (!_isTroubleTold)
        {
            _isTroubleTold = true;
            _errors.WriteLine(
                $"shoreline: {_files.FilePath} cannot be written: {trouble.TrimEnd('.')}. The gateway goes on; lines that are lost are counted in it. "
                + "Free or mend the disk.");
        }
    }

    private sealed class Area(GatewayLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel is not (LogLevel.None or LogLevel.Trace) && (!log.Settings.IsKnown || log.Takes(NameOf(logLevel)));

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Log(logLevel, name, eventId, formatter(state, exception), exception);
        }
    }
}

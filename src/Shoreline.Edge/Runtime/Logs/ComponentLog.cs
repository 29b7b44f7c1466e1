using System.Buffers;
using System.Text;

namespace Shoreline.Edge.Runtime.Logs;

/// <summary>The log of one component: what its steps write, and what the runtime did about them. Thread-safe.</summary>
internal sealed class ComponentLog(string folder, string component, LoggingSettings settings, ConsoleLines console, TimeProvider time) : IDisposable
{
    private const string OutputThread = "Copier";
    private const string StepThread = "lifecycle";
    private const int KeptBufferBytes = 64 << 10;

    private readonly Lock _lock = new(); // guards what follows
    private readonly LogFiles _files = new(folder, component, settings, time);
    private readonly byte[] _consolePrefix = Encoding.UTF8.GetBytes(component + ": ");
    private ArrayBufferWriter<byte>? _buffer;

    /// <summary>Lines that a step wrote, in one go.</summary>
    public void Output(bool isError, IReadOnlyList<string> lines, string step, string state)
    {
        var level = isError ? LogLevelName.Warn : LogLevelName.Info;
        var options = settings.Value;
        if (level < options.Level) return;
        var context = Context(step, state);
        lock (_lock)
        {
            foreach (var line in lines) Add(new LogLine(time.GetUtcNow(), level, OutputThread, component, isError ? "stderr" : "stdout", line, context), options);
            Flush(options);
        }
    }

    /// <summary>What became of a step.</summary>
    public void Step(LogLevelName level, string eventType, string message, string step, string state, params ReadOnlySpan<(string, string)> more)
    {
        var options = settings.Value;
        if (level < options.Level) return;
        lock (_lock)
        {
            Add(new LogLine(time.GetUtcNow(), level, StepThread, component, eventType, message, [.. Context(step, state), .. more]), options);
            Flush(options);
        }
    }

    /// <summary>What concerns no step.</summary>
    public void Note(LogLevelName level, string message, string state)
    {
        var options = settings.Value;
        if (level < options.Level) return;
        lock (_lock)
        {
            Add(new LogLine(time.GetUtcNow(), level, StepThread, component, "", message, [("serviceName", component), ("currentState", state)]), options);
            Flush(options);
        }
    }

    public void Dispose()
    {
        lock (_lock) _files.Dispose();
    }

    private (string, string)[] Context(string step, string state) =>
        [("scriptName", $"services.{component}.lifecycle.{step}"), ("serviceName", component), ("currentState", state)];

    private void Add(LogLine line, LogOptions options)
    {
        _buffer ??= new ArrayBufferWriter<byte>(1024);
        if (options.IsConsole && !options.IsJson) _buffer.Write(_consolePrefix); // in JSON, loggerName says whose it is
        if (options.IsJson) line.WriteJson(_buffer);
        else line.WriteText(_buffer);
    }

    private void Flush(LogOptions options)
    {
        if (_buffer is not { WrittenCount: > 0 } written) return;
        if (options.IsConsole)
        {
            _files.Dispose(); // it opens again with the next line for it
            console.Write(written.WrittenSpan);
        }
        else
        {
            _files.Write(written.WrittenSpan);
        }
        if (written.Capacity > KeptBufferBytes) _buffer = null; // 200 quiet components do not keep what one busy minute took
        else written.ResetWrittenCount();
    }
}

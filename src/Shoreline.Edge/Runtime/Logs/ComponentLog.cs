using System.Buffers;

namespace Shoreline.Edge.Runtime.Logs;

/// <summary>The log of one component: what its steps write, and what the runtime did about them. Thread-safe.</summary>
internal sealed class ComponentLog(string folder, string component, LogOptions options, TimeProvider time) : IDisposable
{
    private const string OutputThread = "Copier";
    private const string StepThread = "lifecycle";
    private const int KeptBufferBytes = 64 << 10;

    private readonly Lock _lock = new(); // guards what follows
    private readonly LogFiles _files = new(folder, component, options, time);
    private ArrayBufferWriter<byte>? _buffer;

    /// <summary>Lines that a step wrote, in one go.</summary>
    public void Output(bool isError, IReadOnlyList<string> lines, string step, string state)
    {
        var level = isError ? LogLevelName.Warn : LogLevelName.Info;
        if (level < options.Level) return;
        var context = Context(step, state);
        lock (_lock)
        {
            foreach (var line in lines) Add(new LogLine(time.GetUtcNow(), level, OutputThread, component, isError ? "stderr" : "stdout", line, context));
            Flush();
        }
    }

    /// <summary>What became of a step.</summary>
    public void Step(LogLevelName level, string eventType, string message, string step, string state, params ReadOnlySpan<(string, string)> more)
    {
        if (level < options.Level) return;
        lock (_lock)
        {
            Add(new LogLine(time.GetUtcNow(), level, StepThread, component, eventType, message, [.. Context(step, state), .. more]));
            Flush();
        }
    }

    /// <summary>What concerns no step.</summary>
    public void Note(LogLevelName level, string message, string state)
    {
        if (level < options.Level) return;
        lock (_lock)
        {
            Add(new LogLine(time.GetUtcNow(), level, StepThread, component, "", message, [("serviceName", component), ("currentState", state)]));
            Flush();
        }
    }

    public void Dispose()
    {
        lock (_lock) _files.Dispose();
    }

    private (string, string)[] Context(string step, string state) =>
        [("scriptName", $"services.{component}.lifecycle.{step}"), ("serviceName", component), ("currentState", state)];

    private void Add(LogLine line)
    {
        _buffer ??= new ArrayBufferWriter<byte>(1024);
        if (options.IsJson) line.WriteJson(_buffer);
        else line.WriteText(_buffer);
    }

    private void Flush()
    {
        if (_buffer is not { WrittenCount: > 0 } written) return;
        _files.Write(written.WrittenSpan);
        if (written.Capacity > KeptBufferBytes) _buffer = null; // 200 quiet components do not keep what one busy minute took
        else written.ResetWrittenCount();
    }
}

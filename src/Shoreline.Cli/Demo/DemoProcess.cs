using System.Diagnostics;
using System.Text.Json;
using Shoreline.Core;
using Shoreline.Core.Processes;

namespace Shoreline.Cli.Demo;

/// <summary>One <c>shoreline edge</c> or <c>shoreline cloud</c> that the demo started, with its output in a file.</summary>
internal sealed class DemoProcess : IDisposable
{
    private static readonly TimeSpan KillAfter = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _name;
    private readonly string _logPath;

    private DemoProcess(Process process, string name, string logPath) => (_process, _name, _logPath) = (process, name, logPath);

    public int Id => _process.Id;

    /// <summary>Starts this same program with <paramref name="arguments"/>.</summary>
    public static DemoProcess Start(string name, string logPath, IEnumerable<string> arguments)
    {
        // The shell opens the log and becomes the program (exec), so the process id is the program's own. A session of its own keeps Ctrl-C from it:
        // the demo stops its parts in order.
        var start = new ProcessStartInfo("/usr/bin/setsid") { UseShellExecute = false };
        foreach (var word in (string[])["/bin/sh", "-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", logPath, ThisProgram(), .. arguments]) start.ArgumentList.Add(word);
        return new DemoProcess(ChildProcess.Start(start), name, logPath);
    }

    /// <summary>Waits for the file in which the program tells where it listens.</summary>
    public async Task<JsonElement> ReadyAsync(string path, TimeSpan within, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < within)
        {
            ThrowIfExited();
            if (await TryReadAsync(path, cancellationToken) is { } ready && ready.GetProperty("pid").GetInt32() == _process.Id) return ready;
            await Task.Delay(20, cancellationToken);
        }
        throw new ShorelineException($"The {_name} was not ready within {within.TotalSeconds:N0} s. Its log is {_logPath}.");
    }

    /// <exception cref="ShorelineException">The program has ended; the message holds its last words.</exception>
    public void ThrowIfExited()
    {
        if (!_process.HasExited) return;
        var last = File.ReadLines(_logPath).LastOrDefault(line => line.Length > 0) ?? "it said nothing";
        throw new ShorelineException($"The {_name} ended with exit code {_process.ExitCode}: {last} Its log is {_logPath}.");
    }

    /// <summary>Asks the program to stop and waits for it; kills it where it does not.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited) return;
        Signals.SendTerminate(_process.Id);
        using var patience = new CancellationTokenSource(KillAfter);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw new ShorelineException($"The {_name} did not stop within {KillAfter.TotalSeconds:N0} s and was killed. Its log is {_logPath}.");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string ThisProgram()
    {
        var program = Environment.ProcessPath;
        return program is not null && Path.GetFileName(program) == "shoreline" ? program : Path.Combine(AppContext.BaseDirectory, "shoreline");
    }

    private static async Task<JsonElement?> TryReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(path, cancellationToken));
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null; // an earlier run's file that is just being replaced
        }
    }
}

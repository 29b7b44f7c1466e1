using System.Diagnostics;
using System.Text;
using Shoreline.Core;
using Shoreline.Core.Processes;
using Xunit.Sdk;

namespace Shoreline.Testing;

/// <summary>A server of another maker as a process: ready when a line of its output says so, its output attached where it is not, ended on dispose.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, string readyPrefix)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data, readyPrefix);
        process.ErrorDataReceived += (_, line) => Take(line.Data, readyPrefix);
        process.Exited += (_, _) => _ready.TrySetException(new XunitException("The server ended before it was ready."));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Set for a server that ends its own children when its standard input ends; a kill would leave them.</summary>
    public bool EndsWithItsInput { get; private init; }

    public string Log
    {
        get { lock (_log) return _log.ToString(); }
    }

    /// <summary>The line that said it was ready.</summary>
    public string ReadyLine => _ready.Task.GetAwaiter().GetResult();

    /// <param name="readyPrefix">What the line begins with that says it is ready.</param>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo start, string readyPrefix, TimeSpan within, bool endsWithItsInput = false)
    {
        ArgumentNullException.ThrowIfNull(start);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        var server = new ServerProcess(endsWithItsInput ? Process.Start(start)! : ChildProcess.Start(start), readyPrefix) { EndsWithItsInput = endsWithItsInput };
        try
        {
            await server._ready.Task.WaitAsync(within);
            return server;
        }
        catch (Exception e) when (e is TimeoutException or XunitException)
        {
            await server.DisposeAsync();
            throw new XunitException($"{start.FileName} {string.Join(' ', start.ArgumentList)}: not ready within {within.TotalSeconds:N0} s.\n{server.Log}");
        }
    }

    /// <summary>A program of a package in test/foreign. Skips at a desk where the package is not installed, fails in CI.</summary>
    /// <param name="script">What Node.js runs, in that folder.</param>
    public static ProcessStartInfo Node(string package, string script, params string[] arguments)
    {
        var folder = Path.Combine(Assets.FindHome() ?? throw new XunitException("The project's folder is not found: set SHORELINE_HOME."), "test", "foreign");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", package))) Missing($"{package} is not installed: npm ci --ignore-scripts in test/foreign.");
        return new ProcessStartInfo("node", ["-e", script, .. arguments]) { WorkingDirectory = folder };
    }

    /// <summary>Skips the test at a desk, fails it in CI.</summary>
    public static void Missing(string what) =>
        throw (Environment.GetEnvironmentVariable("CI") is null ? SkipException.ForSkip(what) : new XunitException(what));

    public async ValueTask DisposeAsync()
    {
        if (EndsWithItsInput) _process.StandardInput.Close();
        else if (!_process.HasExited) _process.Kill();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(patience.Token);
        _process.Dispose();
    }

    private void Take(string? line, string readyPrefix)
    {
        if (line is null) return;
        lock (_log) _log.AppendLine(line);
        if (line.StartsWith(readyPrefix, StringComparison.Ordinal)) _ready.TrySetResult(line);
    }
}

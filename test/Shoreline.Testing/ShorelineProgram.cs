using System.Diagnostics;
using System.Text;
using Shoreline.Core.Processes;
using Xunit.Sdk;

namespace Shoreline.Testing;

/// <summary>The <c>shoreline</c> command as a process, as a user runs it. The test project must reference Shoreline.Cli, so that the program lies beside the tests.</summary>
public sealed class ShorelineProgram : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Process _process;

    private ShorelineProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => Read(_output);

    public string Error => Read(_error);

    private static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "shoreline");

    public static ShorelineProgram Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(Path) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        return new ShorelineProgram(ChildProcess.Start(start));
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        await RunAsync(TimeSpan.FromMinutes(2), arguments);

    /// <summary>Runs a command to its end, which must come within <paramref name="limit"/>.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(TimeSpan limit, params string[] arguments)
    {
        await using var program = Start(arguments);
        var code = await program.WaitAsync(limit);
        return (code, program.Output, program.Error);
    }

    public async Task<int> WaitAsync(TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(patience.Token); // also waits until both outputs are read to the end
        }
        catch (OperationCanceledException)
        {
            throw new XunitException($"shoreline did not end within {limit.TotalSeconds:N0} s. Output:\n{Output}\nErrors:\n{Error}");
        }
        return _process.ExitCode;
    }

    /// <summary>SIGTERM: the orderly stop.</summary>
    public void Terminate() => Signals.SendTerminate(_process.Id);

    /// <summary>SIGINT: what Ctrl-C sends.</summary>
    public void Interrupt() => Signals.SendInterrupt(_process.Id);

    /// <summary>SIGKILL: the pulled plug.</summary>
    public void Kill() => Signals.SendKill(_process.Id);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private static void Append(StringBuilder to, string? line)
    {
        if (line is null) return;
        lock (to) to.AppendLine(line);
    }

    private static string Read(StringBuilder from)
    {
        lock (from) return from.ToString();
    }
}

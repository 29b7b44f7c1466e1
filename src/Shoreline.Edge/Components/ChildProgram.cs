using System.Diagnostics;
using System.Text;
using Shoreline.Edge.Components.Native;

namespace Shoreline.Edge.Components;

/// <summary>A component that is a program: started with its log, ended with everything that it started.</summary>
/// <param name="command">Asked anew for each start, so that a port or token can be fresh.</param>
internal sealed class ChildProgram(
    string name, Func<ComponentCommand> command, ProcessLauncher launcher, string logFolder, string owner, TimeSpan stopGrace, TimeProvider time)
    : IRunnable
{
    private const int LastLineBytes = 300;

    public string Name => name;

    public async Task<string> RunAsync(Action<int> started, CancellationToken stopping)
    {
        var run = Guid.NewGuid().ToString("N");
        var plain = command();
        var marked = plain with
        {
            Environment = new Dictionary<string, string>(plain.Environment)
            {
                [ProcessTrees.OwnerVariable] = owner,
                [ProcessTrees.RunVariable] = run,
            },
        };
        using var log = new RotatedLog(Path.Combine(logFolder, name + ".log"), RotatedLog.DefaultMaxBytes);
        using var process = await launcher.StartAsync(marked).ConfigureAwait(false);
        process.StandardInput.Close();
        started(process.Id);
        var output = CopyAsync(process.StandardOutput.BaseStream, log);
        var errors = CopyAsync(process.StandardError.BaseStream, log);
        await WaitOrStopAsync(process, stopping).ConfigureAwait(false);
        var exitCode = process.ExitCode;
        PosixSignals.SendToGroup(process.Id, PosixSignals.Kill);
        await ProcessTrees.KillAllAsync(ProcessTrees.RunVariable, run).ConfigureAwait(false); // and those that left the group; after it nobody holds the pipes
        var lastLine = await errors.ConfigureAwait(false) is { Length: > 0 } said ? said : await output.ConfigureAwait(false);
        await output.ConfigureAwait(false);
        return lastLine.Length > 0 ? $"ended with {Describe(exitCode)}: {lastLine}" : $"ended with {Describe(exitCode)}";
    }

    private async Task WaitOrStopAsync(Process process, CancellationToken stopping)
    {
        try
        {
            await process.WaitForExitAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            PosixSignals.SendToGroup(process.Id, PosixSignals.Terminate);
            using var grace = new CancellationTokenSource(stopGrace, time);
            try
            {
                await process.WaitForExitAsync(grace.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                PosixSignals.SendToGroup(process.Id, PosixSignals.Kill);
                PosixSignals.Send(process.Id, PosixSignals.Kill); // it may not have come to setsid yet
                await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Copies all output to the log.</summary>
    /// <returns>The last line, shortened: for most programs the reason why they ended.</returns>
    private static async Task<string> CopyAsync(Stream from, RotatedLog log)
    {
        var buffer = new byte[16 << 10];
        var tail = "";
        try
        {
            for (int count; (count = await from.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
            {
                log.Write(buffer.AsSpan(0, count));
                tail += Encoding.UTF8.GetString(buffer.AsSpan(Math.Max(0, count - LastLineBytes)..count));
                if (tail.Length > LastLineBytes) tail = tail[^LastLineBytes..];
            }
        }
        catch (IOException)
        {
            // The pipe broke because the program is gone: what was read is all there is.
        }
        var lines = tail.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length > 0 ? lines[^1] : "";
    }

    private static string Describe(int exitCode) => exitCode > 128 ? $"signal {exitCode - 128}" : $"exit code {exitCode}";
}

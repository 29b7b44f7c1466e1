using System.Diagnostics;
using Shoreline.Edge.Runtime.Logs;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Steps;

/// <summary>A step's process and the lines that it and its children write.</summary>
internal sealed class StepProcess : IAsyncDisposable
{
    private const int ReadBytes = 4 << 10; // one for each pipe that is waited on: with 200 components 400 of them

    /// <summary>
    /// What a process wrote just before its end comes into the log before the end does; a daemon that it leaves holds the pipes open.
    /// </summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromMilliseconds(200);

    private readonly Process _process;
    private readonly Task _output;

    public StepProcess(Process process, LifecycleStep step, Action<bool, IReadOnlyList<string>> write)
    {
        _process = process;
        Step = step;
        Id = process.Id;
        _output = Task.WhenAll(
            PumpAsync(process.StandardOutput.BaseStream, lines => write(false, lines)),
            PumpAsync(process.StandardError.BaseStream, lines => write(true, lines)));
        Ended = process.WaitForExitAsync(CancellationToken.None);
        Exited = WaitAsync();
    }

    public LifecycleStep Step { get; }

    public int Id { get; }

    /// <summary>Completes when it is gone.</summary>
    public Task Ended { get; }

    /// <summary>Its exit code, once what it wrote is in the log too; 128 and the signal's number where a signal ended it.</summary>
    public Task<int> Exited { get; }

    /// <summary>To be called when its processes are gone. The pipes of one that is not are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        await DrainAsync().ConfigureAwait(false);
        // The process leaves streams alone that were asked for.
        await _process.StandardOutput.BaseStream.DisposeAsync().ConfigureAwait(false);
        await _process.StandardError.BaseStream.DisposeAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        await Ended.ConfigureAwait(false);
        await DrainAsync().ConfigureAwait(false);
        return _process.ExitCode;
    }

    private async Task DrainAsync() =>
        await _output.WaitAsync(DrainLimit, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task PumpAsync(Stream from, Action<IReadOnlyList<string>> write)
    {
        var buffer = new byte[ReadBytes];
        var splitter = new LineSplitter();
        var lines = new List<string>();
        try
        {
            for (int count; (count = await from.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
            {
                splitter.Add(buffer.AsSpan(0, count), lines);
                Write();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The component is over and its pipes were closed: what was read is all there is.
        }
        splitter.End(lines);
        Write();

        void Write()
        {
            if (lines.Count == 0) return;
            write(lines);
            lines.Clear();
        }
    }
}

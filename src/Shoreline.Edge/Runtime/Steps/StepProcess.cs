using System.Diagnostics;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Edge.Runtime.Steps;

/// <summary>A step's process and the lines that it and its children write.</summary>
internal sealed class StepProcess : IAsyncDisposable
{
    /// <summary>
    /// What a process wrote just before its end comes into the log before the end does; a daemon that it leaves holds the pipes open.
    /// </summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromMilliseconds(200);

    private readonly Process _process;
    private readonly OutputPipe[] _pipes;
    private readonly Task _output;

    public StepProcess(Process process, LifecycleStep step, StepOutput output)
    {
        _process = process;
        Step = step;
        Id = process.Id;
        Ended = process.WaitForExitAsync(CancellationToken.None);
        _pipes =
        [
            new OutputPipe(process.StandardOutput.BaseStream, output.Limit, Ended, lines => output.Write(false, lines), output.Held),
            new OutputPipe(process.StandardError.BaseStream, output.Limit, Ended, lines => output.Write(true, lines), output.Held),
        ];
        _output = Task.WhenAll(_pipes.Select(pipe => pipe.PumpAsync()));
        Exited = WaitAsync(output.WasHeld);
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
        foreach (var pipe in _pipes) pipe.Close();
        // The process leaves streams alone that were asked for.
        await _process.StandardOutput.BaseStream.DisposeAsync().ConfigureAwait(false);
        await _process.StandardError.BaseStream.DisposeAsync().ConfigureAwait(false);
        await _output.WaitAsync(DrainLimit, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // its last lines come before the log is closed
        _process.Dispose();
    }

    private async Task<int> WaitAsync(Action<TimeSpan> wasHeld)
    {
        await Ended.ConfigureAwait(false);
        await DrainAsync().ConfigureAwait(false);
        if (_pipes[0].HeldBack + _pipes[1].HeldBack is var held && held > TimeSpan.Zero) wasHeld(held);
        return _process.ExitCode;
    }

    private async Task DrainAsync()
    {
        int left;
        do
        {
            left = UnpaidBytes;
            await _output.WaitAsync(DrainLimit, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!_output.IsCompleted && UnpaidBytes < left); // full pipes, on a busy machine
    }

    /// <summary>How much of what the process left is still read without a pause: less and less, and never less than none.</summary>
    private int UnpaidBytes => _pipes.Sum(pipe => pipe.UnpaidBytes);
}

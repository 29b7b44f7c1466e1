using System.Diagnostics;
using Shoreline.Edge.Runtime.Logs;

namespace Shoreline.Edge.Runtime.Steps;

/// <summary>Reads one pipe of a step and tells of its lines, as fast as the step's allowance lets it.</summary>
/// <param name="ended">The end of the process.</param>
/// <param name="write">Takes lines.</param>
/// <param name="held">Called when it is to wait for the first time.</param>
internal sealed class OutputPipe(Stream from, OutputLimit limit, Task ended, Action<IReadOnlyList<string>> write, Action held)
{
    private const int ReadBytes = 4 << 10; // one for each pipe that is waited on: with 200 components 400 of them
    private const int PipeBytes = (64 << 10) + (2 * ReadBytes); // what the kernel holds of what was written, and what is being read

    private readonly OutputAllowance _allowance = new(limit, TimeProvider.System); // the clock of the processes
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _heldTicks;
    private int _unpaidBytes = PipeBytes;

    /// <summary>How much is read without a pause once the process has ended.</summary>
    public int UnpaidBytes => Volatile.Read(ref _unpaidBytes);

    /// <summary>How long the process could have written and was not read.</summary>
    public TimeSpan HeldBack => TimeSpan.FromTicks(Volatile.Read(ref _heldTicks));

    /// <summary>Until the pipe is at its end, or closed.</summary>
    public async Task PumpAsync()
    {
        var buffer = new byte[ReadBytes];
        var splitter = new LineSplitter();
        var lines = new List<string>();
        try
        {
            for (int count; (count = await from.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
            {
                splitter.Add(buffer.AsSpan(0, count), lines);
                var wait = _allowance.Take(OutputAllowance.CostOf(count, lines.Count));
                Write();
                if (wait > TimeSpan.Zero) await HoldAsync(wait, count).ConfigureAwait(false);
                if (_closed.Task.IsCompleted) break;
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

    /// <summary>The rest is wanted no more: it does not wait any longer.</summary>
    public void Close() => _closed.TrySetResult();

    private async Task HoldAsync(TimeSpan wait, int count)
    {
        if (ended.IsCompleted)
        {
            // What a process left in its pipe comes into the log before its end does. A daemon that goes on writing waits as before.
            Volatile.Write(ref _unpaidBytes, Math.Max(0, _unpaidBytes - count));
            if (_unpaidBytes > 0) return;
            await _closed.Task.WaitAsync(wait, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }
        if (_heldTicks == 0) held();
        var since = Stopwatch.GetTimestamp();
        await ended.WaitAsync(wait, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Volatile.Write(ref _heldTicks, _heldTicks + Stopwatch.GetElapsedTime(since).Ticks);
    }
}

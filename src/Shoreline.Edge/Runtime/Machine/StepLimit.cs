namespace Shoreline.Edge.Runtime.Machine;

/// <summary>A step's time limit.</summary>
internal sealed class StepLimit : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();

    /// <param name="limit">Null for none.</param>
    public StepLimit(TimeSpan? limit, TimeProvider time)
    {
        Reached = limit is { } some ? DelayAsync(some, time) : new TaskCompletionSource().Task;
    }

    /// <summary>Completes when the limit is reached, and never otherwise.</summary>
    public Task Reached { get; }

    public void Dispose()
    {
        _cancel.Cancel();
        _cancel.Dispose();
    }

    private async Task DelayAsync(TimeSpan limit, TimeProvider time)
    {
        // Timers take up to some 49 days; a limit beyond is waited for in parts.
        var longest = TimeSpan.FromDays(40);
        for (; limit > longest; limit -= longest) await Task.Delay(longest, time, _cancel.Token).ConfigureAwait(false);
        await Task.Delay(limit, time, _cancel.Token).ConfigureAwait(false);
    }
}

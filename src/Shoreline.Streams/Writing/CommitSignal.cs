namespace Shoreline.Streams.Writing;

/// <summary>Wakes readers when records were committed. Costs the writer nothing while nobody waits.</summary>
internal sealed class CommitSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiting;
    private Func<Exception>? _closedBecause;

    /// <summary>Completes at the next commit. Take it before looking whether there is something to wait for.</summary>
    public Task Next
    {
        get
        {
            lock (_gate)
            {
                if (_closedBecause is { } because) return Observed(Task.FromException(because()));
                return (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    public void Set() => Take()?.SetResult();

    /// <summary>Fails those who wait now and later.</summary>
    public void Close(Func<Exception> because)
    {
        lock (_gate) _closedBecause = because;
        if (Take() is not { } waiting) return;
        waiting.SetException(because());
        Observed(waiting.Task);
    }

    /// <summary>
    /// Who took the task may have found what it wanted meanwhile, or been cancelled: that nobody looks at the failure then is no fault.
    /// </summary>
    private static Task Observed(Task failed)
    {
        _ = failed.Exception;
        return failed;
    }

    private TaskCompletionSource? Take()
    {
        lock (_gate)
        {
            var waiting = _waiting;
            _waiting = null;
            return waiting;
        }
    }
}

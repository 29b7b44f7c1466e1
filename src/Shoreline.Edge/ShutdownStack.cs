namespace Shoreline.Edge;

/// <summary>Parts that were started, to be ended in the opposite order, whether the start went through or broke off half-way.</summary>
internal sealed class ShutdownStack : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> _steps = new();

    public T Add<T>(T part) where T : IAsyncDisposable
    {
        _steps.Push(part.DisposeAsync);
        return part;
    }

    public T AddSync<T>(T part) where T : IDisposable
    {
        Add(part.Dispose);
        return part;
    }

    public void Add(Func<ValueTask> step) => _steps.Push(step);

    public void Add(Action step) => _steps.Push(() =>
    {
        step();
        return ValueTask.CompletedTask;
    });

    /// <summary>Ends all parts; one that fails does not keep the others running.</summary>
    /// <exception cref="AggregateException">Some failed.</exception>
    public async ValueTask DisposeAsync()
    {
        List<Exception>? failures = null;
        while (_steps.TryPop(out var step))
        {
            try
            {
                await step().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                (failures ??= []).Add(e);
            }
        }
        if (failures is not null) throw new AggregateException(failures);
    }
}

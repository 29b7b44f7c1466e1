namespace Shoreline.Media;

/// <summary>Tells the streaming threads of one pipeline that it is being taken down, so that none waits for a reader.</summary>
internal sealed class RunEnd : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public bool HasEnded => _source.IsCancellationRequested;

    public CancellationToken Token => _source.Token;

    public void Signal() => _source.Cancel();

    public void Dispose() => _source.Dispose();
}

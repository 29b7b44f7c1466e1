namespace Shoreline.Vision.Pipeline;

/// <summary>Sinks that are completed and disposed together.</summary>
internal sealed class SinkList : IAsyncDisposable
{
    private readonly List<IVisionSink> _items = [];

    public IReadOnlyList<IVisionSink> Items => _items;

    public void Add(IVisionSink sink) => _items.Add(sink);

    /// <summary>Not cancelled by what ended the run: completing is how an interrupted run keeps what it has.</summary>
    public async Task CompleteAsync()
    {
        foreach (var sink in _items) await sink.CompleteAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sink in _items) await sink.DisposeAsync();
    }
}

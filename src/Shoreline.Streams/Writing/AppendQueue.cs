namespace Shoreline.Streams.Writing;

/// <summary>Appends waiting for the writer, in order. Not thread-safe: its owner locks.</summary>
internal sealed class AppendQueue
{
    private AppendOperation? _first;
    private AppendOperation? _last;

    public int Count { get; private set; }

    public long PayloadBytes { get; private set; }

    // hot: per record
    public void Add(AppendOperation operation)
    {
        operation.Next = null; // it may have been in a queue before
        if (_last is null) _first = operation;
        else _last.Next = operation;
        _last = operation;
        Count++;
        PayloadBytes += operation.Payload.Length;
    }

    /// <summary>Takes the oldest ones, as many as one flush may cover, linked by <see cref="AppendOperation.Next"/>.</summary>
    public AppendOperation? Take()
    {
        var first = _first;
        AppendOperation? last = null;
        var (count, bytes) = (0, 0L);
        for (var next = first; next is not null && count < StreamLimits.BatchCount && bytes < StreamLimits.BatchBytes; next = next.Next)
        {
            last = next;
            count++;
            bytes += next.Payload.Length;
        }
        if (last is null) return null;
        (_first, last.Next) = (last.Next, null);
        if (_first is null) _last = null;
        Count -= count;
        PayloadBytes -= bytes;
        return first;
    }
}

using Shoreline.Streams;

namespace Shoreline.Benchmarks;

/// <summary>Fills a stream as fast as its writer takes records: a bounded number under way, the objects used again.</summary>
internal static class StreamFiller
{
    private const int UnderWay = 4096;
    private const long UnderWayBytes = 32 << 20;

    public static Task FillAsync(DurableStream stream, long records, int payloadBytes) => Task.Run(() =>
    {
        var count = (int)Math.Clamp(UnderWayBytes / payloadBytes, 1, UnderWay);
        using var free = new SemaphoreSlim(count);
        var operations = new Queue<Fill>(Enumerable.Range(0, count).Select(_ => new Fill(free)));
        for (var i = 0L; i < records; i++)
        {
            free.Wait(); // they come back in the order they went
            var next = operations.Dequeue();
            next.Append(stream, Noise.Take(i, payloadBytes));
            operations.Enqueue(next);
        }
        for (var i = 0; i < count; i++) free.Wait();
        foreach (var operation in operations) operation.ThrowIfFailed();
    });

    private sealed class Fill(SemaphoreSlim free) : AppendOperation
    {
        private Exception? _error;

        public void Append(DurableStream stream, ReadOnlyMemory<byte> payload)
        {
            ThrowIfFailed();
            Payload = payload;
            stream.Append(this);
        }

        public void ThrowIfFailed()
        {
            if (_error is { } error) throw error;
        }

        protected internal override void Complete(Exception? error)
        {
            _error = error;
            free.Release();
        }
    }
}

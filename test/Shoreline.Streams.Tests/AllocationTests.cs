namespace Shoreline.Streams.Tests;

/// <summary>Steady state allocates nothing per record. Alone in its collection, since it looks at the whole process.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests : IDisposable
{
    private const int Warmup = 20_000;
    private const int Measured = 20_000;
    private const int Appenders = 16;
    private const long Slack = 64 << 10; // the test runner's own threads, and the pool of the runtime; 20,000 records of one byte each would show

    private readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData(Persistence.File)]
    [InlineData(Persistence.Memory)]
    public async Task Appending_allocates_nothing_per_record(Persistence persistence)
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path, threads: 1); // each brings a buffer
        var stream = store.Create(
            new StreamDefinition { Name = "r", SegmentBytes = 1 << 30, MaxBytes = 1 << 30, Flush = FlushMode.Relaxed, RelaxedWindow = TimeSpan.FromSeconds(1), Persistence = persistence });
        var payload = new byte[100];
        await AppendAsync(stream, payload, Warmup);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await AppendAsync(stream, payload, Measured);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        var stored = persistence == Persistence.Memory ? Measured * 132L * 2 : 0; // the records themselves, in blocks
        Assert.InRange(allocated, 0, Slack + stored);
    }

    [Fact]
    public async Task Reading_allocates_nothing()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "r", Flush = FlushMode.Relaxed });
        await AppendAsync(stream, new byte[100], Measured);
        using var batch = new RecordBatch();
        Read(stream, batch);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = Read(stream, batch);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(Measured, count);
        Assert.Equal(0, allocated);
    }

    public void Dispose() => _folder.Dispose();

    private static int Read(DurableStream stream, RecordBatch batch)
    {
        var count = 0;
        for (var from = 0L; stream.Read(from, 500, 1 << 20, batch) > 0; from = batch[batch.Count - 1].Sequence + 1)
        {
            foreach (var record in batch) count += record.Payload.Length / 100;
        }
        return count;
    }

    private static Task AppendAsync(DurableStream stream, byte[] payload, int count) =>
        Task.WhenAll(Enumerable.Range(0, Appenders).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < count / Appenders; i++) await stream.AppendAsync(payload);
        })));
}

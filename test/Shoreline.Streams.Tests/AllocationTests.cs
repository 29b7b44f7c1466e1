using Shoreline.Streams.Files;
using Shoreline.Streams.Format;
using Shoreline.Streams.Reading;
using Shoreline.Streams.Writing;

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
    public void A_segment_of_few_large_records_allocates_no_more_than_its_few_entries()
    {
        var (payload, staging, files) = (new byte[1 << 20], new byte[1 << 20], new MemoryFileSystem());
        Fill(); // compiles

        var before = GC.GetAllocatedBytesForCurrentThread();
        Fill();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 1, 640); // the entries of 16 records, and the objects that are a segment: 40 bytes a record

        void Fill()
        {
            var active = new ActiveSegment(files, new NoFile(), new Segment("s", 0, new SparseIndex(16 << 20)), 0, 0, staging);
            for (var i = 0; i < 15; i++) active.Stage(payload, 1);
            active.WriteFooter(Known);
        }
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

    private static Incarnation Known { get; } = Incarnation.New();

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

    /// <summary>Takes what it is given and keeps nothing.</summary>
    private sealed class NoFile : IFile
    {
        public long Length => 0;

        public int Read(Span<byte> into, long offset) => 0;

        public void Write(ReadOnlySpan<byte> bytes, long offset) { /* as it says */ }

        public void Flush() { /* nothing is there to flush */ }

        public void Truncate(long length) { /* it has none */ }

        public void Dispose() { /* nothing is held */ }
    }
}

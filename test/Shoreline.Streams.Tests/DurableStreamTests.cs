using System.Text;

namespace Shoreline.Streams.Tests;

public sealed class DurableStreamTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Records_come_back_in_order_with_sequences_from_zero()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "readings" });

        await stream.AppendAllAsync(TestStreams.Payloads(500));

        Assert.Equal(TestStreams.Payloads(500).Select((payload, i) => ((long)i, payload)), stream.ReadAll());
        Assert.Equal((0, 499), (stream.OldestSequence, stream.NewestSequence));
    }

    [Fact]
    public async Task An_empty_stream_says_so()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "readings" });

        Assert.Equal((0, -1, 0), (stream.OldestSequence, stream.NewestSequence, stream.TotalBytes));
        Assert.Empty(stream.ReadAll());
    }

    [Fact]
    public async Task A_reopened_stream_holds_the_same_records_and_goes_on_where_it_was()
    {
        await using (var store = await TestStreams.OpenAsync(_folder.Path))
        {
            var stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = 4096 });
            await stream.AppendAllAsync(TestStreams.Payloads(500));
        }

        await using var again = await TestStreams.OpenAsync(_folder.Path);
        var reopened = again.Get("readings");
        await reopened.AppendAllAsync(TestStreams.Payloads(500, from: 500));

        Assert.Equal(TestStreams.Payloads(1000).Select((payload, i) => ((long)i, payload)), reopened.ReadAll());
        Assert.Equal(0, reopened.Counters.CutTails + reopened.Counters.Quarantined + reopened.Counters.Missing);
    }

    [Fact]
    public async Task Many_appenders_share_flushes_and_lose_nothing()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = 64 << 10 });

        await Task.WhenAll(Enumerable.Range(0, 32).Select(appender => Task.Run(() => stream.AppendAllAsync(TestStreams.Payloads(100, from: appender * 100)))));

        var all = stream.ReadAll();
        Assert.Equal(Enumerable.Range(0, 3200).Select(i => (long)i), all.Select(record => record.Sequence));
        Assert.Equal(TestStreams.Payloads(3200).Order(), all.Select(record => record.Payload).Order());
        Assert.True(stream.Counters.Batches < 3200, $"{stream.Counters.Batches} batches for 3200 records: nothing was shared");
    }

    [Theory]
    [InlineData(1, 1 << 20)]
    [InlineData(7, 1 << 20)]
    [InlineData(1000, 1)]
    [InlineData(1000, 50)]
    [InlineData(1000, 100_000)]
    public async Task Reading_in_batches_of_any_bound_gives_every_record_once(int maxCount, long maxBytes)
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = 2048 });
        await stream.AppendAllAsync(TestStreams.Payloads(300));

        Assert.Equal(TestStreams.Payloads(300), stream.ReadAll(0, maxCount, maxBytes).Select(record => record.Payload));
    }

    [Fact]
    public async Task A_reader_may_begin_anywhere()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "video", SegmentBytes = 1 << 20 });
        var payload = new byte[3000];
        for (var i = 0; i < 1000; i++) await stream.AppendAsync(payload);
        using var batch = new RecordBatch();

        foreach (var from in new[] { 999, 0, 500, 501, 2, 998, 3, 350 })
        {
            Assert.Equal(1, stream.Read(from, 1, 1 << 20, batch));
            Assert.Equal(from, batch[0].Sequence);
        }
        Assert.Equal(0, stream.Read(1000, 1, 1, batch));
    }

    [Fact]
    public async Task Large_and_small_and_empty_records_mix()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "video", SegmentBytes = 1 << 20 });
        var sizes = new[] { 0, 10, 3 << 20, 1, 900_000, 1 << 20, 0, 2_000_000, 17 };
        var payloads = sizes.Select((size, i) => { var bytes = new byte[size]; new Random(i).NextBytes(bytes); return bytes; }).ToArray();

        await Task.WhenAll(payloads.Select(payload => stream.AppendAsync(payload).AsTask()));

        using var batch = new RecordBatch();
        Assert.Equal(sizes.Length, stream.Read(0, 100, 100 << 20, batch));
        Assert.All(payloads, (payload, i) => Assert.True(batch[i].Payload.Span.SequenceEqual(payload)));
    }

    [Fact]
    public async Task Waiting_ends_when_the_record_comes_or_the_time_is_up()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "readings" });

        var waiting = stream.WaitAsync(1, TimeSpan.FromSeconds(30));
        await stream.AppendAllAsync(["a", "b"]);

        Assert.True(await waiting);
        Assert.True(await stream.WaitAsync(0, TimeSpan.Zero));
        Assert.False(await stream.WaitAsync(2, TimeSpan.FromMilliseconds(20)));
        Assert.False(await stream.WaitAsync(2, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_cursor_survives_a_restart_and_never_goes_back_or_beyond()
    {
        await using (var store = await TestStreams.OpenAsync(_folder.Path))
        {
            var stream = store.Create(new StreamDefinition { Name = "readings" });
            await stream.AppendAllAsync(TestStreams.Payloads(10));
            var cursor = stream.OpenCursor("Cloud/1");
            Assert.Equal(-1, cursor.Confirmed);
            cursor.Confirm(7);
            cursor.Confirm(3);
            await cursor.SaveAsync();
            Assert.Throws<ArgumentOutOfRangeException>(() => cursor.Confirm(10));
        }

        await using var again = await TestStreams.OpenAsync(_folder.Path);
        Assert.Equal(7, again.Get("readings").OpenCursor("Cloud/1").Confirmed);
        Assert.Equal(-1, again.Get("readings").OpenCursor("local").Confirmed);
    }

    [Fact]
    public async Task A_full_stream_rejects_and_says_how_full_it_is()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "readings", MaxBytes = 1024, SegmentBytes = 1024 });
        for (var i = 0; i < 8; i++) await stream.AppendAsync(new byte[96]);

        var error = await Assert.ThrowsAsync<StreamFullException>(async () => await stream.AppendAsync(new byte[1]));

        Assert.Equal((1024, 1024), (error.UsedBytes, error.LimitBytes));
        Assert.Equal((7, 1024, 1), (stream.NewestSequence, stream.TotalBytes, stream.Counters.Rejected));
    }

    [Fact]
    public async Task A_record_that_can_never_fit_is_refused()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "readings", MaxBytes = 1024, SegmentBytes = 1024, OnFull = OnFull.OverwriteOldest });

        await Assert.ThrowsAsync<RecordTooLargeException>(async () => await stream.AppendAsync(new byte[993]));

        Assert.Equal(0, await stream.AppendAsync(new byte[992]));
    }

    [Fact]
    public async Task Overwriting_evicts_whole_segments_and_counts_what_was_not_exported()
    {
        await using (var store = await TestStreams.OpenAsync(_folder.Path))
        {
            var stream = store.Create(new StreamDefinition { Name = "readings", MaxBytes = 4096, SegmentBytes = 1024, OnFull = OnFull.OverwriteOldest });
            await stream.AppendAllAsync(TestStreams.Payloads(20));
            stream.OpenCursor("cloud").Confirm(4);
            await stream.AppendAllAsync(TestStreams.Payloads(180, from: 20));

            Assert.InRange(stream.TotalBytes, 3000, 4096);
            Assert.Equal(199, stream.NewestSequence);
            Assert.Equal(TestStreams.Payloads(200)[(int)stream.OldestSequence..], stream.ReadAll().Select(record => record.Payload));
            Assert.Equal((stream.OldestSequence, stream.OldestSequence - 5), (stream.Counters.Evicted, stream.Counters.EvictedBeforeExport));
        }

        await using var again = await TestStreams.OpenAsync(_folder.Path);
        var reopened = again.Get("readings");
        Assert.Equal((reopened.OldestSequence, reopened.OldestSequence - 5), (reopened.Counters.Evicted, reopened.Counters.EvictedBeforeExport));
        Assert.Equal(0, reopened.Counters.Missing);
    }

    [Fact]
    public async Task One_record_may_push_out_all_others()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "readings", MaxBytes = 4096, SegmentBytes = 4096, OnFull = OnFull.OverwriteOldest });
        await stream.AppendAllAsync(TestStreams.Payloads(20));

        Assert.Equal(20, await stream.AppendAsync(new byte[4064]));

        Assert.Equal((20, 20, 4096), (stream.OldestSequence, stream.NewestSequence, stream.TotalBytes));
    }

    [Fact]
    public async Task A_memory_stream_works_and_leaves_nothing_behind()
    {
        await using (var store = await TestStreams.OpenAsync(_folder.Path))
        {
            var stream = store.Create(
                new StreamDefinition { Name = "m", Persistence = Persistence.Memory, MaxBytes = 8192, SegmentBytes = 1024, OnFull = OnFull.OverwriteOldest });
            stream.OpenCursor("cloud").Confirm(-1);
            await stream.AppendAllAsync(TestStreams.Payloads(1000));
            Assert.Equal(TestStreams.Payloads(1000)[(int)stream.OldestSequence..], stream.ReadAll().Select(record => record.Payload));
            Assert.Empty(Directory.GetDirectories(_folder.Path));
        }

        await using var again = await TestStreams.OpenAsync(_folder.Path);
        Assert.Empty(again.List());
    }

    [Fact]
    public async Task A_relaxed_stream_flushes_within_its_window_and_when_closed()
    {
        await using (var store = await TestStreams.OpenAsync(_folder.Path))
        {
            var stream = store.Create(new StreamDefinition { Name = "r", Flush = FlushMode.Relaxed, RelaxedWindow = TimeSpan.FromMilliseconds(5) });
            await stream.AppendAllAsync(TestStreams.Payloads(100));
            Assert.Equal(99, stream.NewestSequence);
        }

        await using var again = await TestStreams.OpenAsync(_folder.Path);
        Assert.Equal(TestStreams.Payloads(100), again.Get("r").ReadAll().Select(record => record.Payload));
    }

    [Fact]
    public async Task A_cancelled_append_is_not_stored()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path);
        var stream = store.Create(new StreamDefinition { Name = "r" });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.AppendAsync(new byte[1], new CancellationToken(canceled: true)));

        Assert.Equal(0, await stream.AppendAsync(Encoding.UTF8.GetBytes("x"), TestContext.Current.CancellationToken));
    }

    public void Dispose() => _folder.Dispose();
}

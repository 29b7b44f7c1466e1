using System.Text;

namespace Shoreline.Streams.Tests.Processes;

/// <summary>A file system that is really full.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly SmallDisk _disk = new(megabytes: 4);

    [Theory]
    [InlineData(FlushMode.Durable)]
    [InlineData(FlushMode.Relaxed)]
    public async Task A_full_disk_refuses_appends_says_so_loses_nothing_and_is_used_again_once_there_is_room(FlushMode flush)
    {
        await using var store = await TestStreams.OpenAsync(_disk["streams"]);
        var stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = 64 << 10, Flush = flush });
        var cursor = stream.OpenCursor("cloud");
        await stream.AppendAllAsync(TestStreams.Payloads(1000));
        var fill = _disk.Fill();

        var (taken, error) = await FillAsync(stream, 1000);
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Contains("readings", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsTransient);
        for (var i = 0; i < 100; i++) await Assert.ThrowsAsync<StreamWriteException>(async () => await stream.AppendAsync(new byte[70_000]));
        AssertHolds(stream, taken);

        File.Delete(fill);
        await stream.AppendAllAsync(TestStreams.Payloads(1000, from: taken));
        cursor.Confirm(taken);
        await cursor.SaveAsync();
        AssertHolds(stream, taken + 1000);
    }

    [Fact]
    public async Task A_store_opens_on_a_full_disk_and_shows_all_it_holds()
    {
        int taken;
        await using (var store = await TestStreams.OpenAsync(_disk["streams"]))
        {
            var stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = 64 << 10 });
            await stream.AppendAllAsync(TestStreams.Payloads(1000));
            _disk.Fill();
            (taken, _) = await FillAsync(stream, 1000);
        }

        await using var again = await TestStreams.OpenAsync(_disk["streams"]);

        AssertHolds(again.Get("readings"), taken);
    }

    [Fact]
    public async Task A_stream_that_overwrites_goes_on_at_its_size_on_a_full_disk()
    {
        await using var store = await TestStreams.OpenAsync(_disk["streams"]);
        var stream = store.Create(new StreamDefinition { Name = "readings", MaxBytes = 256 << 10, SegmentBytes = 32 << 10, OnFull = OnFull.OverwriteOldest });
        await stream.AppendAllAsync(Enumerable.Range(0, 2000).Select(i => $"{i} {new string('x', 200)}"));
        var fill = _disk.Fill();
        var newest = stream.NewestSequence;
        try { for (var i = 0; i < 2000; i++) await stream.AppendAsync(new byte[200]); }
        catch (StreamWriteException) { /* no room for the next segment: the oldest goes only once the newest is there */ }

        File.Delete(fill);
        var next = await stream.AppendAsync("on it goes"u8.ToArray());

        Assert.InRange(next, newest + 1, newest + 2001);
        Assert.Equal("on it goes", stream.ReadAll(next).Single().Payload);
        Assert.All(stream.Ledger(), row => Assert.Equal(row.Appended, row.Waiting + row.Evicted));
    }

    private static async Task<(int Taken, StreamWriteException Error)> FillAsync(DurableStream stream, int from)
    {
        for (var taken = from; ; taken++)
        {
            try { await stream.AppendAsync(Encoding.UTF8.GetBytes($"record {taken}")); }
            catch (StreamWriteException e) { return (taken, e); }
        }
    }

    private static void AssertHolds(DurableStream stream, int count) =>
        Assert.Equal(TestStreams.Payloads(count).Select((payload, i) => ((long)i, payload)), stream.ReadAll());

    public void Dispose() => _disk.Dispose();
}

using System.Text;

namespace Shoreline.Streams.Tests;

public sealed class RetentionTests : IDisposable
{
    private static readonly StreamDefinition Hourly = new() { Name = "readings", SegmentBytes = 1024, TimeToLive = TimeSpan.FromHours(1) };
    private static readonly TimeSpan ALittle = TimeSpan.FromMinutes(2);

    private readonly ScratchFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Records_go_when_their_time_is_over_and_sequences_go_on()
    {
        await using (var store = await TestStreams.OpenAsync(_folder.Path, time: _time))
        {
            var stream = store.Create(Hourly);
            await AppendAsync(stream, 30);
            _time.Advance(TimeSpan.FromMinutes(50));
            await AppendAsync(stream, 5);
            Assert.Equal(0, stream.OldestSequence);

            _time.Advance(TimeSpan.FromMinutes(15));
            await Until.TrueAsync(() => stream.OldestSequence is > 18 and <= 30, "the segments of the first records go");
            _time.Advance(TimeSpan.FromHours(2));
            await Until.TrueAsync(() => stream.OldestSequence == 35, "the active segment goes too");
            Assert.Equal((34, 0), (stream.NewestSequence, stream.TotalBytes));
            Assert.Equal((35, 0), (Assert.Single(stream.Ledger()).Evicted, Assert.Single(stream.Ledger()).Waiting));
        }
        await using var again = await TestStreams.OpenAsync(_folder.Path, time: _time);
        Assert.Equal(35, await again.Get("readings").AppendAsync("next"u8.ToArray()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_export_has_not_confirmed_waits_unless_the_stream_says_otherwise(bool expiresUnexported)
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path, time: _time);
        var stream = store.Create(Hourly with { ExpiresUnexported = expiresUnexported });
        var cursor = stream.OpenCursor("cloud");
        await AppendAsync(stream, 30);
        cursor.Confirm(14);

        _time.Advance(TimeSpan.FromHours(5));

        var expected = expiresUnexported ? 30 : 9; // segments of nine records: the second is not confirmed whole
        await Until.TrueAsync(() => stream.OldestSequence == expected, $"the oldest record is {expected}");
        var row = Assert.Single(stream.Ledger());
        Assert.Equal(expiresUnexported ? (15, 0, 15) : (15, 15, 0), (row.Confirmed, row.Waiting, row.Evicted));
    }

    [Fact]
    public async Task A_clock_that_leaps_a_year_ahead_erases_nothing_until_it_has_held_for_a_day()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path, time: _time);
        var stream = store.Create(Hourly);
        await AppendAsync(stream, 30);

        _time.Set(_time.GetUtcNow().AddYears(1));
        _time.Advance(ALittle);
        await store.UpdateAsync(Hourly with { TimeToLive = TimeSpan.FromMinutes(30) }); // looks as well, and completes after it has looked before
        Assert.Equal(0, stream.OldestSequence);

        for (var hour = 0; hour < 26; hour++) _time.Advance(TimeSpan.FromHours(1));
        await Until.TrueAsync(() => stream.OldestSequence == 30, "the new time is believed");
    }

    [Fact]
    public async Task A_definition_changes_while_the_stream_is_used()
    {
        await using (var store = await TestStreams.OpenAsync(_folder.Path, time: _time))
        {
            var stream = store.Create(new StreamDefinition { Name = "readings", MaxBytes = 2000, SegmentBytes = 1024 });
            await AppendAsync(stream, 20);
            await Assert.ThrowsAsync<StreamFullException>(() => AppendAsync(stream, 1));

            await store.UpdateAsync(stream.Definition with { MaxBytes = 3000, Extension = "kept" });
            await AppendAsync(stream, 10);
            await store.UpdateAsync(stream.Definition with { OnFull = OnFull.OverwriteOldest });
            await AppendAsync(stream, 10);
            Assert.Equal((39, true), (stream.NewestSequence, stream.OldestSequence > 0));

            var small = await Assert.ThrowsAsync<StreamUpdateException>(async () => await store.UpdateAsync(stream.Definition with { MaxBytes = 1024 }));
            Assert.Contains("below its present size", small.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<StreamUpdateException>(async () => await store.UpdateAsync(stream.Definition with { Persistence = Persistence.Memory }));
            await Assert.ThrowsAsync<StreamNotFoundException>(async () => await store.UpdateAsync(new StreamDefinition { Name = "none" }));
        }
        await using var again = await TestStreams.OpenAsync(_folder.Path, time: _time);
        var definition = again.Get("readings").Definition;
        Assert.Equal((3000, OnFull.OverwriteOldest, "kept"), (definition.MaxBytes, definition.OnFull, definition.Extension));
    }

    [Fact]
    public async Task Many_streams_share_few_open_files()
    {
        const int Streams = 200;
        await using var store = await StreamStore.OpenAsync(
            new StreamStoreOptions { Root = _folder.Path, OpenFiles = 8, Logger = new ListLogger() }, TestContext.Current.CancellationToken);
        for (var i = 0; i < Streams; i++) store.Create(new StreamDefinition { Name = $"s{i}", Flush = i % 2 == 0 ? FlushMode.Durable : FlushMode.Relaxed }).OpenCursor("cloud");

        for (var round = 0; round < 3; round++)
            await Task.WhenAll(store.List().Select(stream => stream.AppendAsync(Encoding.UTF8.GetBytes($"{stream.Name} {round}")).AsTask()));

        await Until.TrueAsync(() => OpenFilesBelow(_folder.Path) <= 8 + 1, "all but a few files are closed"); // and the lock
        foreach (var stream in store.List()) Assert.Equal([$"{stream.Name} 0", $"{stream.Name} 1", $"{stream.Name} 2"], stream.ReadAll().Select(r => r.Payload));
    }

    private static int OpenFilesBelow(string folder) => Directory.GetFiles("/proc/self/fd").Count(descriptor =>
    {
        try { return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName.StartsWith(folder, StringComparison.Ordinal) == true; }
        catch (FileNotFoundException) { return false; } // closed between the list and the look
    });

    private static async Task AppendAsync(DurableStream stream, int count)
    {
        for (var i = 0; i < count; i++) await stream.AppendAsync(Encoding.UTF8.GetBytes($"{i,68}"));
    }
}

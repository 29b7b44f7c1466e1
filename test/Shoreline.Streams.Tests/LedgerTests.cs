using System.Text;
using Shoreline.Streams.Tests.Simulation;

namespace Shoreline.Streams.Tests;

public sealed class LedgerTests : IDisposable
{
    private static readonly StreamDefinition Small = new() { Name = "readings", MaxBytes = 4096, SegmentBytes = 1024, OnFull = OnFull.OverwriteOldest };

    private readonly ScratchFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Records_that_are_missing_belong_to_the_day_they_were_appended_on_also_where_the_clock_was_set_back_since_the_stream_was_made()
    {
        var (disk, time) = (new SimulatedFileSystem(), new ManualTime());
        await using (var store = await TestStreams.OpenAsync("/edge/streams", disk, time))
        {
            var stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = 1024 });
            time.Step(TimeSpan.FromDays(-365));
            await stream.AppendAllAsync(TestStreams.Payloads(100));
        }
        var segments = disk.ListFiles("/edge/streams/readings").Where(name => name.EndsWith(".seg", StringComparison.Ordinal)).ToArray();
        disk.DeleteFile($"/edge/streams/readings/{segments[1]}");

        await using var again = await TestStreams.OpenAsync("/edge/streams", disk, time);

        var row = Assert.Single(again.Get("readings").Ledger());
        Assert.Equal((new DateOnly(2025, 1, 31), 100), (row.Day, row.Appended));
        Assert.True(row.Quarantined > 0);
    }

    [Fact]
    public async Task A_stream_without_exports_counts_what_it_holds_and_what_it_gave_up()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path, time: _time);
        var stream = store.Create(Small);
        await AppendAsync(stream, 100);

        var row = Assert.Single(stream.Ledger());
        Assert.Equal((new DateOnly(2026, 1, 31), "", 0, 100), (row.Day, row.ExportId, row.FirstSequence, row.NextSequence));
        Assert.Equal((0, 100 - stream.OldestSequence, stream.OldestSequence), (row.Confirmed, row.Waiting, row.Evicted));
        Assert.Equal(new SequenceRange(0, stream.OldestSequence - 1), row.EvictedRange);
        AssertBalanced(stream);
    }

    [Fact]
    public async Task Each_export_has_its_own_account_that_goes_on_over_restarts()
    {
        await using (var store = await TestStreams.OpenAsync(_folder.Path, time: _time))
        {
            var stream = store.Create(Small);
            var (cloud, local) = (stream.OpenCursor("Cloud/1"), stream.OpenCursor("local"));
            await AppendAsync(stream, 30);
            cloud.Confirm(9, records: 10, bytes: 680);
            local.Confirm(29, records: 29, bytes: 1972, refused: 1);
            await AppendAsync(stream, 70);
            AssertRows(stream);
        }
        await using var again = await TestStreams.OpenAsync(_folder.Path, time: _time);
        AssertRows(again.Get("readings"));
        Assert.Equal(new ExportTotals(29, 1972, 1, 1_769_851_800_000_000_000), again.Get("readings").OpenCursor("local").Totals);

        static void AssertRows(DurableStream stream)
        {
            var oldest = stream.OldestSequence;
            var rows = stream.Ledger().ToDictionary(row => row.ExportId);
            Assert.Equal(["Cloud/1", "local"], rows.Keys.Order());
            Assert.Equal((10, 100 - oldest, oldest - 10), (rows["Cloud/1"].Confirmed, rows["Cloud/1"].Waiting, rows["Cloud/1"].Evicted));
            Assert.Equal((30, 100 - oldest, oldest - 30), (rows["local"].Confirmed, rows["local"].Waiting, rows["local"].Evicted));
            Assert.Equal(new SequenceRange(10, oldest - 1), rows["Cloud/1"].EvictedRange);
            Assert.Equal((0, 1), (rows["Cloud/1"].Refused, rows["local"].Refused));
            AssertBalanced(stream);
        }
    }

    [Fact]
    public async Task Days_are_kept_apart_and_a_clock_that_goes_back_stays_in_its_day()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path, time: _time);
        var stream = store.Create(new StreamDefinition { Name = "readings" });
        stream.OpenCursor("cloud");
        await AppendAsync(stream, 3);
        _time.Advance(TimeSpan.FromDays(1));
        await AppendAsync(stream, 4);
        _time.Set(_time.GetUtcNow().AddDays(-1));
        await AppendAsync(stream, 5);

        Assert.Equal([(31, 0L, 3L), (1, 3L, 12L)], stream.Ledger().Select(row => (row.Day.Day, row.FirstSequence, row.NextSequence)));
        stream.OpenCursor("cloud").Confirm(4);
        Assert.Equal([(3L, 0L), (2L, 7L)], stream.Ledger().Select(row => (row.Confirmed, row.Waiting)));
        AssertBalanced(stream);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // neither file of the account is there any more
    public async Task Days_that_were_not_saved_are_found_in_the_records(bool loseAll)
    {
        await using (var store = await TestStreams.OpenAsync(_folder.Path, time: _time))
        {
            var stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = 1024 });
            for (var day = 0; day < 5; day++, _time.Advance(TimeSpan.FromDays(1))) await AppendAsync(stream, 13);
        }
        foreach (var file in Directory.GetFiles(_folder["readings"], "ledger.*").Order().Take(loseAll ? 2 : 1)) File.Delete(file);

        await using var again = await TestStreams.OpenAsync(_folder.Path, time: _time);
        Assert.Equal(Enumerable.Range(0, 5).Select(day => (13L * day, 13L)), again.Get("readings").Ledger().Select(row => (row.FirstSequence, row.Appended)));
        AssertBalanced(again.Get("readings"));
    }

    [Fact]
    public async Task An_export_made_late_answers_for_what_is_there_from_then_on()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path, time: _time);
        var stream = store.Create(Small);
        await AppendAsync(stream, 100);
        var cursor = stream.OpenCursor("late");

        Assert.Equal((stream.OldestSequence, stream.OldestSequence - 1), (cursor.Start, cursor.Confirmed));
        var row = Assert.Single(stream.Ledger());
        Assert.Equal((100 - stream.OldestSequence, 100 - stream.OldestSequence, 0, 0), (row.Appended, row.Waiting, row.Confirmed, row.Evicted));

        cursor.MoveTo(96);
        row = Assert.Single(stream.Ledger());
        Assert.Equal((97, 3, 3), (row.FirstSequence, row.Appended, row.Waiting));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.MoveTo(100));
    }

    [Fact]
    public async Task Rejected_appends_are_counted_beside_the_sum()
    {
        await using var store = await TestStreams.OpenAsync(_folder.Path, time: _time);
        var stream = store.Create(Small with { OnFull = OnFull.Reject });
        var stored = 0;
        for (var i = 0; i < 100; i++)
        {
            try { stored += await stream.AppendAsync(new byte[68]) >= 0 ? 1 : 0; }
            catch (StreamFullException) { /* counted by the stream */ }
        }
        var row = Assert.Single(stream.Ledger());
        Assert.Equal((stored, 100 - stored), (row.Appended, row.Rejected));
        AssertBalanced(stream);
    }

    [Fact]
    public async Task Damage_counts_for_exports_that_had_not_confirmed_it()
    {
        string segment;
        await using (var store = await TestStreams.OpenAsync(_folder.Path, time: _time))
        {
            var stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = 1024 });
            stream.OpenCursor("behind");
            stream.OpenCursor("ahead");
            await AppendAsync(stream, 40);
            stream.OpenCursor("ahead").Confirm(35);
            segment = Directory.GetFiles(_folder["readings"], "*.seg").Order().First();
        }
        using (var file = File.OpenWrite(segment))
        {
            file.Position = 64 + 2 * 100 + 50; // in the payload of record 2
            file.WriteByte(0xff);
        }
        for (var start = 0; start < 2; start++) // counted once, not with each start
        {
            await using var again = await TestStreams.OpenAsync(_folder.Path, time: _time);
            var stream = again.Get("readings");
            Assert.Equal(39, stream.ReadAll().Count);
            var rows = stream.Ledger().ToDictionary(row => row.ExportId);
            Assert.Equal((0, 39, 1), (rows["behind"].Confirmed, rows["behind"].Waiting, rows["behind"].Quarantined));
            Assert.Equal(new SequenceRange(2, 2), rows["behind"].QuarantinedRange);
            Assert.Equal((36, 4, 0), (rows["ahead"].Confirmed, rows["ahead"].Waiting, rows["ahead"].Quarantined));
            AssertBalanced(stream);
        }
    }

    private static async Task AppendAsync(DurableStream stream, int count)
    {
        for (var i = 0; i < count; i++) await stream.AppendAsync(Encoding.UTF8.GetBytes($"{i,68}"));
    }

    private static void AssertBalanced(DurableStream stream)
    {
        foreach (var row in stream.Ledger())
        {
            Assert.Equal(row.Appended, row.Confirmed + row.Waiting + row.Evicted + row.Quarantined);
            Assert.True(row is { Appended: >= 0, Confirmed: >= 0, Waiting: >= 0, Evicted: >= 0, Quarantined: >= 0 }, row.ToString());
        }
    }
}

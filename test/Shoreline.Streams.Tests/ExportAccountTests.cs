using Shoreline.Streams.Tests.Simulation;

namespace Shoreline.Streams.Tests;

/// <summary>
/// An export's account says that it has lost what was given up before it confirmed it, also where the disk refused to make, forget or move it half-way.
/// </summary>
public sealed class ExportAccountTests
{
    private const string Root = "/edge/streams";
    private const string Exports = $"{Root}/readings/exports";

    private static readonly StreamDefinition Small = new() { Name = "readings", MaxBytes = 4096, SegmentBytes = 1024, OnFull = OnFull.OverwriteOldest };

    private readonly SimulatedFileSystem _disk = new();

    [Fact]
    public async Task What_goes_between_a_making_that_failed_and_the_next_is_not_confirmed_by_the_export()
    {
        await using var store = await TestStreams.OpenAsync(Root, _disk);
        var stream = store.Create(Small);
        await stream.AppendAllAsync(TestStreams.Payloads(20));
        RefuseToFlushExports();
        Assert.Throws<IOException>(() => stream.OpenCursor("cloud"));
        await stream.AppendAllAsync(TestStreams.Payloads(100));
        _disk.Inject = null;

        var cursor = stream.OpenCursor("cloud");

        Assert.True(stream.OldestSequence > 20);
        Assert.Equal((stream.OldestSequence, stream.OldestSequence - 1), (cursor.Start, cursor.Confirmed));
        Assert.Equal((0, 0), (Row(stream).Confirmed, Row(stream).Evicted));
    }

    [Fact]
    public async Task An_eviction_that_the_disk_refused_half_way_is_ended_and_told_also_where_records_no_longer_expire()
    {
        var (time, log) = (new ManualTime(), new ListLogger());
        await using var store = await StreamStore.OpenAsync(
            new StreamStoreOptions { Root = Root, Files = _disk, Time = time, Logger = log, Writers = new InlineWriters() }, TestContext.Current.CancellationToken);
        var hourly = Small with { TimeToLive = TimeSpan.FromHours(1), ExpiresUnexported = true };
        var stream = store.Create(hourly);
        await stream.AppendAllAsync(TestStreams.Payloads(20));
        stream.OpenCursor("cloud");
        _disk.Inject = (call, path) => call == DiskCall.Write && path.Contains("ledger", StringComparison.Ordinal) ? Fault.WriteError : Fault.None;
        time.Advance(TimeSpan.FromHours(2));
        var evicted = Row(stream).Evicted;
        Assert.Equal((true, 0), (evicted > 0, stream.OldestSequence)); // in the account, and still there
        _disk.Inject = null;

        await store.UpdateAsync(hourly with { TimeToLive = null });

        Assert.Equal((evicted, evicted), (Row(stream).Evicted, stream.OldestSequence)); // not only with the next start
        Assert.Single(log.Messages, message => message.StartsWith("2113", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_goes_after_a_making_that_failed_is_lost_to_the_export_that_a_restart_finds()
    {
        await using (var store = await TestStreams.OpenAsync(Root, _disk))
        {
            var stream = store.Create(Small);
            await stream.AppendAllAsync(TestStreams.Payloads(20));
            RefuseToFlushExports();
            Assert.Throws<IOException>(() => stream.OpenCursor("cloud"));
            await stream.AppendAllAsync(TestStreams.Payloads(100));
            _disk.Inject = null;
        }
        await using var again = await TestStreams.OpenAsync(Root, _disk);
        AssertLost(again.Get("readings"), confirmed: 0);
    }

    [Fact]
    public async Task What_goes_after_a_deletion_that_failed_is_lost_to_the_export_that_a_restart_finds()
    {
        await using (var store = await TestStreams.OpenAsync(Root, _disk))
        {
            var stream = store.Create(Small);
            await stream.AppendAllAsync(TestStreams.Payloads(20));
            await ConfirmAsync(stream, 9);
            _disk.Inject = (call, path) => call == DiskCall.Delete && path.StartsWith(Exports, StringComparison.Ordinal) ? Fault.NameError : Fault.None;
            Assert.Throws<IOException>(() => stream.DeleteCursor("cloud"));
            await stream.AppendAllAsync(TestStreams.Payloads(100));
            _disk.Inject = null;
        }
        await using var again = await TestStreams.OpenAsync(Root, _disk);
        AssertLost(again.Get("readings"), confirmed: 10);
    }

    [Fact]
    public async Task An_export_whose_deletion_failed_begins_anew_when_it_is_made_again_and_goes_when_it_is_deleted_again()
    {
        await using var store = await TestStreams.OpenAsync(Root, _disk);
        var stream = store.Create(Small);
        await stream.AppendAllAsync(TestStreams.Payloads(20));
        await ConfirmAsync(stream, 9);
        RefuseToFlushExports();
        Assert.Throws<IOException>(() => stream.DeleteCursor("cloud"));
        _disk.Inject = null;

        Assert.Equal((-1, 0), (stream.OpenCursor("cloud").Confirmed, stream.OpenCursor("cloud").Start));

        RefuseToFlushExports();
        Assert.Throws<IOException>(() => stream.DeleteCursor("cloud"));
        _disk.Inject = null;
        stream.DeleteCursor("cloud");
        Assert.Empty(Row(stream).ExportId);
        Assert.Empty(_disk.ListFiles(Exports));
    }

    [Fact]
    public async Task An_export_made_again_under_its_id_owes_nothing_of_the_former_one_also_after_a_kill()
    {
        var store = await TestStreams.OpenAsync(Root, _disk);
        var stream = store.Create(Small);
        stream.OpenCursor("cloud");
        await stream.AppendAllAsync(TestStreams.Payloads(200));
        Assert.True(Row(stream).Evicted > 0);
        stream.DeleteCursor("cloud");
        stream.OpenCursor("cloud");
        var killed = _disk.Fork();
        await store.DisposeAsync();

        await using var again = await TestStreams.OpenAsync(Root, killed);

        var row = Row(again.Get("readings"));
        Assert.Equal((0, 0, row.Appended), (row.Confirmed, row.Evicted, row.Waiting));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(190)]
    public async Task An_export_is_moved_with_its_account_wherever_a_kill_comes(long confirmed)
    {
        await using var store = await TestStreams.OpenAsync(Root, _disk);
        var stream = store.Create(Small);
        var cursor = stream.OpenCursor("cloud");
        await stream.AppendAllAsync(TestStreams.Payloads(20));
        await ConfirmAsync(stream, 9);
        await stream.AppendAllAsync(TestStreams.Payloads(180));
        var killed = new List<SimulatedFileSystem> { _disk.Fork() };
        _disk.Changed = _ => killed.Add(_disk.Fork());
        cursor.MoveTo(confirmed);
        _disk.Changed = null;

        Assert.True(killed.Count > 2);
        Assert.Equal((0, 0), (Row(stream).Confirmed, Row(stream).Evicted));
        foreach (var disk in killed)
        {
            await using var again = await TestStreams.OpenAsync(Root, disk);
            var found = again.Get("readings");
            if (found.OpenCursor("cloud").Start == 0) AssertLost(found, confirmed: 10);
            else Assert.Equal((0, 0), (Row(found).Confirmed, Row(found).Evicted));
        }
    }

    [Fact]
    public async Task A_move_that_the_disk_refused_leaves_the_export_where_it_was()
    {
        var store = await TestStreams.OpenAsync(Root, _disk);
        var stream = store.Create(Small);
        await stream.AppendAllAsync(TestStreams.Payloads(20));
        await ConfirmAsync(stream, 4);
        _disk.FlushesToFail = 1;

        Assert.Throws<IOException>(() => stream.OpenCursor("cloud").MoveTo(15));

        Assert.Equal((0, 4), (stream.OpenCursor("cloud").Start, stream.OpenCursor("cloud").Confirmed));
        await stream.OpenCursor("cloud").SaveAsync(TestContext.Current.CancellationToken);
        var killed = _disk.Fork();
        await store.DisposeAsync();
        await using var again = await TestStreams.OpenAsync(Root, killed);
        Assert.Equal((0, 4), (again.Get("readings").OpenCursor("cloud").Start, again.Get("readings").OpenCursor("cloud").Confirmed));
    }

    private static void AssertLost(DurableStream stream, long confirmed)
    {
        var row = Row(stream);
        Assert.Equal("cloud", row.ExportId);
        Assert.Equal((confirmed, stream.OldestSequence - confirmed), (row.Confirmed, row.Evicted));
        Assert.Equal(new SequenceRange(confirmed, stream.OldestSequence - 1), row.EvictedRange);
    }

    private static async Task ConfirmAsync(DurableStream stream, long sequence)
    {
        var cursor = stream.OpenCursor("cloud");
        cursor.Confirm(sequence, records: sequence + 1);
        await cursor.SaveAsync(TestContext.Current.CancellationToken);
    }

    private static LedgerRow Row(DurableStream stream) => Assert.Single(stream.Ledger());

    private void RefuseToFlushExports() =>
        _disk.Inject = (call, path) => call is DiskCall.SyncFolder or DiskCall.Delete && path.StartsWith(Exports, StringComparison.Ordinal) ? Fault.NameError : Fault.None;
}

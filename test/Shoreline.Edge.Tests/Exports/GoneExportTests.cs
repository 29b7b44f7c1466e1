using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Status;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.Exports;

/// <summary>
/// Exports that are asked for no more: they stop answering for their stream, also those that were taken out while the gateway was down.
/// </summary>
public sealed class GoneExportTests : IAsyncLifetime
{
    private const int RecordsPerSegment = 4;
    private readonly ScratchFolder _folder = new();
    private readonly ScriptedDestination _cloud = new("cloud");
    private readonly ScriptedDestination _local = new("local") { Answer = (_, _, _) => Task.FromResult(Delivery.Failed("it is full")) };
    private readonly TextLog _log = new();
    private StreamStore _store = null!;
    private DurableStream _stream = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = _folder["streams"] }, TestContext.Current.CancellationToken);
        _store.Create(new StreamDefinition { Name = ProductStreams.Ledger });
        _stream = _store.Create(new StreamDefinition { Name = "s", MaxBytes = 4096, SegmentBytes = 1024, OnFull = OnFull.OverwriteOldest });
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task One_taken_out_between_two_starts_answers_no_more_and_its_last_row_balances()
    {
        await AppendAsync(3);
        await RunAsync([_cloud, _local], confirmed: 2);
        Assert.Equal((3L, 3L), (Row("local")!.Waiting, Row("local")!.Appended));

        await RunAsync([_cloud], confirmed: 2);

        Assert.Null(Row("local"));
        Assert.Equal((3L, 0L), (Row("cloud")!.Confirmed, Row("cloud")!.Waiting));
        Assert.Equal((0L, 0L), Reported("local"));
        Assert.Contains(
            "The export of stream s to local is no longer asked for: its position is forgotten, and 3 records wait for it no more",
            _log.Text, StringComparison.Ordinal);
        await RunAsync([_cloud], confirmed: 26, append: 6 * RecordsPerSegment); // more than fit
        Assert.True(_stream.OldestSequence > 3);
        Assert.Equal(0, _stream.Counters.EvictedBeforeExport);
    }

    [Fact]
    public async Task A_position_of_another_part_of_the_gateway_is_left_alone()
    {
        await AppendAsync(3);
        var kept = _stream.OpenCursor("kept");
        kept.Confirm(1);
        await RunAsync([_cloud, _local], confirmed: 2);

        await RunAsync([_cloud], confirmed: 2);

        Assert.Null(Row("local"));
        Assert.Equal(1, Row("kept")!.Waiting);
        await kept.SaveAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_it_delivered_stays_in_its_last_row()
    {
        await AppendAsync(3);
        await RunAsync([_cloud], confirmed: 2);
        await AppendAsync(2);

        await RunAsync([], confirmed: -1);

        Assert.Equal((3L, 3L), Reported("cloud"));
    }

    [Fact]
    public async Task One_that_comes_back_begins_with_the_oldest_record_and_one_never_missed_goes_on()
    {
        await AppendAsync(3);
        await RunAsync([_cloud], confirmed: 2);
        await RunAsync([_cloud], confirmed: 3, append: 1);
        Assert.Equal("s:3-3/1", _cloud.Attempts[^1]);

        await RunAsync([], confirmed: -1);
        await RunAsync([_cloud], confirmed: 3);

        Assert.Equal("s:0-3/4", _cloud.Attempts[^1]);
    }

    [Fact]
    public async Task One_of_a_stream_without_a_record_is_found_with_the_first()
    {
        await RunAsync([_cloud, _local], confirmed: -1);
        await using var engine = Engine([_cloud]);
        await engine.FollowAsync();
        await AppendAsync(1);
        Assert.NotNull(Row("local"));

        await engine.FollowAsync();

        Assert.Null(Row("local"));
        Assert.NotNull(Row("cloud"));
    }

    [Fact]
    public async Task One_that_is_not_served_any_more_holds_nothing_up()
    {
        await AppendAsync(3);
        await RunAsync([_cloud, _local], confirmed: 2);

        using var plan = new FixedPlan().With("s", FixedPlan.Spec("cloud"), _cloud).With(
            "s", FixedPlan.Spec("local") with { To = new ToNowhere("retired") }, _local);
        await using var engine = new ExportEngine(_store, plan, NullLogger.Instance, TimeProvider.System);
        await engine.FollowAsync();

        Assert.Null(Row("local"));
        Assert.Equal("unserved", engine.Reports("s").Single(r => r.Id == "local").State);
    }

    [Fact]
    public async Task A_position_whose_last_rows_cannot_be_stored_is_kept_until_they_can()
    {
        await AppendAsync(3);
        await RunAsync([_cloud, _local], confirmed: 2);
        await _store.DeleteAsync(ProductStreams.Ledger);
        var ledger = _store.Create(
            new StreamDefinition { Name = ProductStreams.Ledger, MaxBytes = 1024, SegmentBytes = 1024, OnFull = OnFull.Reject });
        await ledger.AppendAsync(new byte[900], TestContext.Current.CancellationToken);
        await using var engine = Engine([_cloud]);
        await engine.FollowAsync();
        await engine.FollowAsync();
        Assert.NotNull(Row("local"));
        Assert.Single(_log.Text.Split('\n'), line => line.Contains("still holds the stream's records", StringComparison.Ordinal));

        await _store.UpdateAsync(ledger.Definition with { MaxBytes = 1 << 20 });
        await engine.FollowAsync();

        Assert.Null(Row("local"));
        Assert.Equal((0L, 0L), Reported("local"));
    }

    /// <summary>A gateway with these exports, from its start to its end.</summary>
    private async Task RunAsync(IReadOnlyList<ScriptedDestination> destinations, long confirmed, int append = 0)
    {
        await using var engine = Engine(destinations);
        await engine.FollowAsync();
        await AppendAsync(append);
        if (confirmed >= 0)
        {
            await Until.TrueAsync(() => engine.Find("s", "cloud")?.View.Confirmed == confirmed, $"record {confirmed} to be confirmed");
        }
    }

    private ExportEngine Engine(IReadOnlyList<ScriptedDestination> destinations)
    {
        var plan = new FixedPlan { Others = "kept" };
        foreach (var destination in destinations) plan.With("s", FixedPlan.Spec(destination.Id), destination);
        return new ExportEngine(
            _store, plan, _log, TimeProvider.System, ledger: new LedgerWriter(new DeviceName("gw-01"), _store, TimeProvider.System));
    }

    private async Task AppendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _stream.AppendAsync(new byte[1024 / RecordsPerSegment - 32], TestContext.Current.CancellationToken);
        }
    }

    private LedgerRow? Row(string export)
    {
        var row = _stream.Ledger().SingleOrDefault(row => row.ExportId == export);
        if (row is not null) Assert.Equal(row.Appended, row.Confirmed + row.Waiting + row.Evicted + row.Quarantined);
        return row;
    }

    /// <summary>What the lake is told last of an export.</summary>
    private (long Appended, long Confirmed) Reported(string export)
    {
        using var batch = new RecordBatch();
        _store.Get(ProductStreams.Ledger).Read(0, 100, 1 << 20, batch);
        LedgerRecord? last = null;
        foreach (var record in batch)
        {
            if (LedgerRecord.TryDecode(record.Payload.Span, out var row) is null && row!.Export == export) last = row;
        }
        Assert.Equal((0, last!.Appended), (last.Waiting, last.Confirmed + last.Evicted + last.Quarantined));
        Assert.Equal(last.Next - last.First, last.Appended);
        return (last.Appended, last.Confirmed);
    }
}

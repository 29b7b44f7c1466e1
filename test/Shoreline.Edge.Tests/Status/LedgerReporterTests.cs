using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Edge.Status;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.Status;

public sealed class LedgerReporterTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_changed_in_the_accounts_is_a_record_for_each_row_and_balances()
    {
        await using var store = await OpenAsync();
        var readings = store.Create(new StreamDefinition { Name = "readings" });
        for (var i = 0; i < 10; i++) await readings.AppendAsync("reading"u8.ToArray());
        readings.OpenCursor("cloud").Confirm(6);
        readings.OpenCursor("local").Confirm(9);

        await ReportAsync(store);

        var rows = Rows(store).ToDictionary(row => row.Export);
        Assert.Equal(["cloud", "local"], rows.Keys.Order());
        Assert.Equal(("gw-01", "readings", readings.Incarnation, 10L, 7L, 3L), Key(rows["cloud"]));
        Assert.Equal(("gw-01", "readings", readings.Incarnation, 10L, 10L, 0L), Key(rows["local"]));
    }

    [Fact]
    public async Task Its_own_account_alone_is_no_reason_to_write()
    {
        await using var store = await OpenAsync();
        await ReportAsync(store);

        Assert.Equal(-1, store.Get(ProductStreams.Ledger).NewestSequence);
    }

    private static (string, string, string, long, long, long) Key(LedgerRecord row) =>
        (row.Device, row.Stream, row.Incarnation, row.Appended, row.Confirmed, row.Waiting);

    private static async Task ReportAsync(StreamStore store)
    {
        using var ledger = new LedgerWriter(new DeviceName("gw-01"), store, TimeProvider.System);
        var reporter = new LedgerReporter(ledger, store, NullLogger.Instance, TimeProvider.System);
        await reporter.DisposeAsync(); // it reports at the end too
    }

    private async Task<StreamStore> OpenAsync()
    {
        var store = await StreamStore.OpenAsync(new StreamStoreOptions { Root = _folder.Path }, TestContext.Current.CancellationToken);
        store.Create(new StreamDefinition { Name = ProductStreams.Ledger });
        return store;
    }

    private static List<LedgerRecord> Rows(StreamStore store)
    {
        using var batch = new RecordBatch();
        store.Get(ProductStreams.Ledger).Read(0, 100, 1 << 20, batch);
        var rows = new List<LedgerRecord>();
        foreach (var record in batch)
        {
            Assert.Null(LedgerRecord.TryDecode(record.Payload.Span, out var row));
            if (row!.Stream != ProductStreams.Ledger) rows.Add(row);
        }
        return rows;
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Edge.Exports;
using Shoreline.Edge.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Streams;

namespace Shoreline.Edge.Tests.Exports;

/// <summary>
/// A start that an update changes (specification, 3.10 and 5.6): no kill loses the move once the client is told, and none undoes it.
/// </summary>
public sealed class MovedStartTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private readonly WatchedDisk _disk = new();
    private readonly ScriptedDestination _destination = new();
    private readonly ExportScheduler _link = new(5, budget: null, TimeProvider.System);
    private StreamStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await OpenAsync("streams");
        var stream = _store.Create(DefinitionMapping.ToEngine(Definition(start: null)));
        for (var i = 0; i < 20; i++) await stream.AppendAsync(new byte[8], TestContext.Current.CancellationToken);
        await RunAsync(_store, "s:10-19/10");
    }

    public async ValueTask DisposeAsync()
    {
        _link.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public async Task A_moved_position_is_durable_when_the_update_is_answered(long start)
    {
        _destination.Answer = (_, _, _) => Task.FromResult(Delivery.Failed("not now"));
        await using var engine = Engine(_store, new StepClock()); // its second never ends: nothing saves by itself
        await engine.FollowAsync();
        using var requests = new StreamRequests(_store, new ProtocolExportStatuses(engine), NullLogger.Instance, TimeProvider.System);

        await requests.CarryOutAsync(
            new UpdateMessageStreamRequest { RequestId = "u", Definition = Definition(start) }, TimeSpan.FromMinutes(1));

        Copy("streams", "killed");
        await using var killed = await OpenAsync("killed");
        var cursor = killed.Get("s").OpenCursor(ProtocolExports.CursorId("k"));
        Assert.Equal((start, start - 1), (cursor.Start, cursor.Confirmed));
    }

    [Theory]
    [InlineData(15, 17)]
    [InlineData(17, 15)]
    public async Task A_kill_between_the_definition_and_the_move_leaves_the_move_to_the_next_start(long before, long start)
    {
        await _store.UpdateAsync(DefinitionMapping.ToEngine(Definition(before)));
        await RunAsync(_store, $"s:{before}-19/{20 - before}");
        await _store.UpdateAsync(DefinitionMapping.ToEngine(Definition(start))); // no engine sees it

        await RunAsync(_store, $"s:{start}-19/{20 - start}");

        var attempts = _destination.Attempts.Count;
        await _store.Get("s").AppendAsync(new byte[8], TestContext.Current.CancellationToken);
        await RunAsync(_store, "s:20-20/1");
        Assert.Equal(attempts + 1, _destination.Attempts.Count); // it is moved once, not with every start
    }

    [Fact]
    public async Task An_update_whose_position_cannot_be_saved_says_so_and_may_be_sent_again()
    {
        await using var engine = Engine(_store, new StepClock());
        await engine.FollowAsync();
        using var requests = new StreamRequests(_store, new ProtocolExportStatuses(engine), NullLogger.Instance, TimeProvider.System);
        var update = new UpdateMessageStreamRequest { RequestId = "u", Definition = Definition(start: 15) };
        _destination.Answer = (_, _, _) => Task.FromResult(Delivery.Failed("not now"));
        _disk.Writing = path =>
        {
            if (path.EndsWith(".cursor", StringComparison.Ordinal)) throw new IOException("no space left on device");
        };

        var failure = await Assert.ThrowsAsync<RequestFailure>(async () => await requests.CarryOutAsync(update, TimeSpan.FromMinutes(1)));
        _disk.Writing = null;
        await requests.CarryOutAsync(update, TimeSpan.FromMinutes(1));

        Assert.Contains("Send the update again", failure.Message, StringComparison.Ordinal);
        Copy("streams", "killed");
        await using var killed = await OpenAsync("killed");
        Assert.Equal(15, killed.Get("s").OpenCursor(ProtocolExports.CursorId("k")).Start);
    }

    private Task<StreamStore> OpenAsync(string folder) =>
        StreamStore.OpenAsync(
            new StreamStoreOptions { Root = _folder[folder], Files = _disk },
            TestContext.Current.CancellationToken).AsTask();

    private static MessageStreamDefinition Definition(long? start) => new()
    {
        Name = "s",
        StrategyOnFull = StrategyOnFull.RejectNewData,
        ExportDefinition = new()
        {
            Kinesis = [new() { Identifier = "k", KinesisStreamName = "target", BatchSize = 10, StartSequenceNumber = start }],
        },
    };

    private ExportEngine Engine(StreamStore store, TimeProvider time) =>
        new(store, new ProtocolPlan(_destination, _link), NullLogger.Instance, time);

    /// <summary>Runs the exports until an attempt is made and all is confirmed.</summary>
    private async Task RunAsync(StreamStore store, string attempt)
    {
        await using var engine = Engine(store, TimeProvider.System);
        await Until.TrueAsync(
            () =>
                _destination.Attempts is [.., var last] && last == attempt
                    && engine.Reports("s") is [{ WaitingRecords: 0, State: "idle" }], attempt);
    }

    /// <summary>What a kill leaves at this moment.</summary>
    private void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(_folder[from], "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder[to], Path.GetRelativePath(_folder[from], file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (Path.GetFileName(file) != "lock") File.Copy(file, copy);
        }
    }
}

using Shoreline.Edge.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Sdk;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>What clients are told of a disk that takes too long, or does not read (specification, 1.6 and 3.2).</summary>
public sealed class SlowDiskTests : ServedStoreTests
{
    private readonly WatchedDisk _disk = new();
    private readonly ManualResetEventSlim _goOn = new();
    private readonly TextLog _log = new();

    public override async ValueTask DisposeAsync()
    {
        _goOn.Set();
        await base.DisposeAsync();
        _goOn.Dispose();
    }

    private protected override Task<ServedStore> StartAsync() =>
        ServedStore.StartAsync(new StreamServerOptions { RequestTimeout = TimeSpan.FromMilliseconds(300) }, logger: _log, files: _disk);

    [Fact]
    public async Task A_creation_that_takes_too_long_is_answered_as_timed_out_and_may_still_be_done()
    {
        Hang(path => path.Contains("~new.", StringComparison.Ordinal));
        await TimesOutAsync(() => Client.CreateMessageStreamAsync(Definition()));
        Assert.Empty(await Client.ListStreamsAsync()); // the connection goes on

        _goOn.Set();

        await Until.TrueAsync(async () => (await Client.ListStreamsAsync()).Count == 1, "the stream to be there after all");
    }

    [Fact]
    public async Task An_update_that_takes_too_long_is_answered_as_timed_out_and_may_still_be_done()
    {
        await Client.CreateMessageStreamAsync(Definition());
        Hang(path => path.Contains("definition.json", StringComparison.Ordinal));
        await TimesOutAsync(() => Client.UpdateMessageStreamAsync(Definition() with { MaxSize = 1 << 20 }));
        Assert.Equal(4096, (await Client.DescribeMessageStreamAsync("s")).Definition.MaxSize);

        _goOn.Set();

        await Until.TrueAsync(
            async () => (await Client.DescribeMessageStreamAsync("s")).Definition.MaxSize == 1 << 20, "the update to be done after all");
        await Until.TrueAsync(() => _log.Text.Contains("its end: it was done", StringComparison.Ordinal), "the log to tell its end");
    }

    [Fact]
    public async Task A_deletion_that_takes_too_long_is_answered_as_timed_out_and_may_still_be_done()
    {
        await Client.CreateMessageStreamAsync(Definition());
        Hang(path => path.Contains("~deleted.", StringComparison.Ordinal));
        await TimesOutAsync(() => Client.DeleteMessageStreamAsync("s"));

        _goOn.Set();

        await Until.TrueAsync(() => _log.Text.Contains("its end: it was done", StringComparison.Ordinal), "the log to tell its end");
        await Client.CreateMessageStreamAsync(Definition());
    }

    [Fact]
    public async Task Messages_that_the_disk_does_not_read_are_a_read_error_and_are_there_once_it_does()
    {
        await Client.CreateMessageStreamAsync(Definition());
        await Client.AppendMessageAsync("s", new byte[10]);
        _disk.Reading = path =>
        {
            if (path.EndsWith(".seg", StringComparison.Ordinal)) throw new IOException("input/output error");
        };
        var failure = await Assert.ThrowsAsync<MessageStoreReadErrorException>(() => Client.ReadMessagesAsync("s"));
        Assert.Contains("input/output error", failure.Message, StringComparison.Ordinal);

        _disk.Reading = null;

        Assert.Single(await Client.ReadMessagesAsync("s"));
    }

    private static MessageStreamDefinition Definition() => new()
    {
        Name = "s",
        StrategyOnFull = StrategyOnFull.RejectNewData,
        MaxSize = 4096,
        StreamSegmentSize = 1024,
    };

    private static async Task TimesOutAsync(Func<Task> request)
    {
        var failure = await Assert.ThrowsAsync<ServerTimeoutException>(request);
        Assert.Contains("it may still be", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>What is written to such a path waits.</summary>
    private void Hang(Func<string, bool> where) => _disk.Writing = path =>
    {
        if (where(path)) _goOn.Wait();
    };
}

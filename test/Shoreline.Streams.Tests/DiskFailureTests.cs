using System.Text;
using Shoreline.Streams.Tests.Simulation;

namespace Shoreline.Streams.Tests;

public class DiskFailureTests
{
    private const string Root = "/edge/streams";

    private readonly SimulatedFileSystem _files = new();

    [Theory]
    [InlineData(FlushMode.Durable)]
    [InlineData(FlushMode.Relaxed)]
    public async Task A_full_disk_refuses_appends_until_there_is_room_and_loses_none_it_took(FlushMode flush)
    {
        var store = await TestStreams.OpenAsync(Root, _files);
        var stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = 4096, Flush = flush, RelaxedWindow = TimeSpan.FromMinutes(1) });
        await stream.AppendAllAsync(TestStreams.Payloads(10));

        _files.FreeBytes = 300;
        var taken = 10;
        var error = await Assert.ThrowsAsync<StreamWriteException>(
            async () =>
            {
                for (; ; taken++) await stream.AppendAsync(Encoding.UTF8.GetBytes($"record {taken}"));
            });
        await Assert.ThrowsAsync<StreamWriteException>(async () => await stream.AppendAsync(new byte[1000]));
        Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsTransient);
        Assert.Equal(TestStreams.Payloads(taken), stream.ReadAll().Select(record => record.Payload));

        _files.FreeBytes = long.MaxValue;
        await stream.AppendAllAsync(TestStreams.Payloads(20, from: taken));

        Assert.Equal(TestStreams.Payloads(taken + 20).Select((payload, i) => ((long)i, payload)), stream.ReadAll());
        await store.DisposeAsync();
        await AssertHoldsAsync(_files.AfterPowerCut(new Random(1)), taken + 20);
    }

    [Fact]
    public async Task After_a_failed_flush_the_segment_is_left_and_nothing_it_promised_is_lost()
    {
        var log = new ListLogger();
        var store = await TestStreams.OpenAsync(Root, _files, log: log);
        var stream = store.Create(new StreamDefinition { Name = "readings" });
        await stream.AppendAllAsync(TestStreams.Payloads(10));

        _files.FlushesToFail = 1;
        await Assert.ThrowsAsync<StreamWriteException>(async () => await stream.AppendAsync("lost"u8.ToArray()));
        await stream.AppendAllAsync(TestStreams.Payloads(10, from: 10)); // trusting the same file again would lose these

        Assert.Equal((19, 1), (stream.NewestSequence, stream.Counters.FailedWrites));
        Assert.Contains(log.Messages, message => message.StartsWith("2110", StringComparison.Ordinal));
        await AssertHoldsAsync(_files.AfterPowerCut(new Random(1)), 20);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_failed_first_flush_leaves_a_stream_that_works()
    {
        var store = await TestStreams.OpenAsync(Root, _files);
        var stream = store.Create(new StreamDefinition { Name = "readings" });

        _files.FlushesToFail = 4; // one of them where the first append begins a day in the account, which is no reason to refuse it
        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<StreamWriteException>(async () => await stream.AppendAsync("lost"u8.ToArray()));
        await stream.AppendAllAsync(TestStreams.Payloads(5));

        Assert.Equal(TestStreams.Payloads(5).Select((payload, i) => ((long)i, payload)), stream.ReadAll());
        await store.DisposeAsync();
        await AssertHoldsAsync(_files.AfterPowerCut(new Random(1)), 5);
    }

    [Fact]
    public async Task A_relaxed_stream_says_how_much_a_failed_flush_puts_at_risk()
    {
        var time = new ManualTime();
        var store = await TestStreams.OpenAsync(Root, _files, time);
        var stream = store.Create(new StreamDefinition { Name = "readings", Flush = FlushMode.Relaxed });
        await stream.AppendAsync(new byte[68]);

        _files.FlushesToFail = 1;
        time.Advance(TimeSpan.FromSeconds(1));
        await Until.TrueAsync(() => stream.Counters.FailedWrites == 1, "the flush fails");

        Assert.Equal(100, stream.Counters.BytesAtRisk);
        Assert.Equal(1, await stream.AppendAsync(new byte[68]));
        await store.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // what is not delivered stays, and appends go on to be refused
    public async Task On_a_full_disk_an_overwriting_stream_gives_up_what_is_delivered(bool isDelivered)
    {
        await using var store = await TestStreams.OpenAsync(Root, _files);
        var stream = store.Create(new StreamDefinition { Name = "readings", SegmentBytes = 1024, OnFull = OnFull.OverwriteOldest });
        await stream.AppendAllAsync(TestStreams.Payloads(200));
        stream.OpenCursor("cloud").Confirm(isDelivered ? 199 : -1);
        await stream.OpenCursor("cloud").SaveAsync(TestContext.Current.CancellationToken);

        _files.FreeBytes = 0;
        await Assert.ThrowsAsync<StreamWriteException>(async () => await stream.AppendAsync("refused"u8.ToArray()));

        if (isDelivered) Assert.Equal(200, await stream.AppendAsync("stored"u8.ToArray()));
        else await Assert.ThrowsAsync<StreamWriteException>(async () => await stream.AppendAsync("refused"u8.ToArray()));
        Assert.Equal(isDelivered, stream.OldestSequence > 0);
        Assert.Equal(0, Assert.Single(stream.Ledger()).Evicted); // nothing was lost either way
    }

    [Fact]
    public async Task A_stream_that_cannot_be_created_is_not_there_afterwards()
    {
        await using var store = await TestStreams.OpenAsync(Root, _files);

        _files.FreeBytes = 10;
        Assert.Throws<IOException>(() => store.Create(new StreamDefinition { Name = "readings" }));
        Assert.Empty(store.List());

        _files.FreeBytes = long.MaxValue;
        Assert.Equal(-1, store.Create(new StreamDefinition { Name = "readings" }).NewestSequence);
    }

    [Theory]
    [InlineData(true)] // renamed, and not known to last
    [InlineData(false)]
    public async Task A_creation_that_failed_at_its_end_is_repeated_in_the_same_process(bool isRenamed)
    {
        var store = await TestStreams.OpenAsync(Root, _files);
        _files.Inject = Failing(isRenamed ? DiskCall.SyncFolder : DiskCall.Move, times: 2);
        for (var i = 0; i < 2; i++) Assert.Throws<IOException>(() => store.Create(new StreamDefinition { Name = "readings", MaxBytes = 1 << 20, SegmentBytes = 1 << 20 }));
        Assert.Empty(store.List());

        var stream = store.Create(new StreamDefinition { Name = "readings" });
        await stream.AppendAllAsync(TestStreams.Payloads(5));

        Assert.Equal(["readings"], _files.ListFolders(Root));
        var cut = _files.AfterPowerCut(new Random(1));
        await AssertHoldsAsync(cut, 5);
        await using var again = await TestStreams.OpenAsync(Root, cut);
        Assert.Equal((stream.Incarnation, stream.Definition), (again.Get("readings").Incarnation, again.Get("readings").Definition)); // what was given the last time counts
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_deletion_that_failed_is_repeated_or_made_good_by_a_new_stream_in_the_same_process(bool isRenamed, bool createsAnew)
    {
        var store = await TestStreams.OpenAsync(Root, _files);
        await store.Create(new StreamDefinition { Name = "readings" }).AppendAllAsync(["old"]);
        _files.Inject = Failing(isRenamed ? DiskCall.SyncFolder : DiskCall.Move, times: 2);
        for (var i = 0; i < 2; i++) await Assert.ThrowsAsync<IOException>(async () => await store.DeleteAsync("readings"));
        Assert.False(store.TryGet("readings", out _));

        if (createsAnew) await store.Create(new StreamDefinition { Name = "readings" }).AppendAllAsync(TestStreams.Payloads(5));
        else await store.DeleteAsync("readings");

        if (!createsAnew) await Assert.ThrowsAsync<StreamNotFoundException>(async () => await store.DeleteAsync("readings"));
        await using var again = await TestStreams.OpenAsync(Root, _files.AfterPowerCut(new Random(1)));
        Assert.Equal(createsAnew ? TestStreams.Payloads(5) : null, again.TryGet("readings", out var stream) ? stream.ReadAll().Select(record => record.Payload) : null);
    }

    [Fact]
    public async Task A_creation_that_is_refused_again_and_again_leaves_nothing_behind()
    {
        await using var store = await TestStreams.OpenAsync(Root, _files);
        _files.Inject = Failing(DiskCall.Flush, times: 20);
        for (var i = 0; i < 20; i++) Assert.Throws<IOException>(() => store.Create(new StreamDefinition { Name = "readings" }));

        Assert.Empty(_files.ListFolders(Root));
    }

    /// <summary>Calls of a kind that fail: flushes of any file, and of the root what is done with names.</summary>
    private static Func<DiskCall, string, Fault> Failing(DiskCall failing, int times) => (call, path) =>
        call == failing && (call == DiskCall.Flush || path == Root || Path.GetDirectoryName(path) == Root) && times-- > 0
            ? call == DiskCall.Flush ? Fault.FlushError : Fault.NameError
            : Fault.None;

    private static async Task AssertHoldsAsync(SimulatedFileSystem files, int count)
    {
        await using var store = await TestStreams.OpenAsync(Root, files);
        Assert.Equal(TestStreams.Payloads(count).Select((payload, i) => ((long)i, payload)), store.Get("readings").ReadAll());
    }
}

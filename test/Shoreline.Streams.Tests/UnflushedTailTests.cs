using System.Text;
using Shoreline.Streams.Tests.Simulation;

namespace Shoreline.Streams.Tests;

/// <summary>What a disk was given and may not have, at the end of a stream's newest segment. Each case was found by a seed of the fault simulation.</summary>
public class UnflushedTailTests
{
    private const string Root = "/edge/streams";
    private const string Segment = $"{Root}/readings/00000000000000000000.seg";

    private readonly SimulatedFileSystem _files = new();
    private readonly InlineWriters _writers = new();

    [Theory]
    [InlineData(0, 1, 0)] // the segment's first batch: its header was not flushed either
    [InlineData(10, 1, 0)]
    [InlineData(10, 3, 500)] // the segment was sealed with it
    public async Task A_batch_whose_flush_failed_is_not_lost_once_a_restart_has_shown_it(int before, int refused, int payloadBytes)
    {
        var stream = (await OpenAsync(_files)).Create(new StreamDefinition { Name = "readings", SegmentBytes = 1024 });
        await stream.AppendAllAsync(TestStreams.Payloads(before));
        _files.Inject = (call, path) => (path == Segment ? call : DiskCall.Read) switch
        {
            DiskCall.Flush => Fault.FlushError, // the kernel calls the pages clean from now on
            DiskCall.Truncate => Fault.WriteError, // and they cannot be cut back
            _ => Fault.None,
        };
        await Assert.ThrowsAsync<StreamWriteException>(() => AppendTogetherAsync(stream, Enumerable.Repeat(new string('x', payloadBytes), refused)));
        var killed = _files.AfterKill();

        var shown = await ReadAllAsync(killed);
        Assert.Equal(before + 1, shown.Count); // what was refused is there

        Assert.Equal(shown, await ReadAllAsync(killed.AsFlushed()));
    }

    [Fact]
    public async Task Only_the_last_batch_of_a_durable_stream_is_written_again()
    {
        var stream = (await OpenAsync(_files)).Create(new StreamDefinition { Name = "readings" });
        await stream.AppendAllAsync(Enumerable.Repeat(new string('x', 200_000), 10));
        var killed = _files.AfterKill();
        var writes = 0;
        killed.Inject = (call, path) =>
        {
            if (call == DiskCall.Write && path == Segment) writes++;
            return Fault.None;
        };

        await OpenAsync(killed);

        Assert.Equal(1, writes); // all of it would take eight
    }

    [Fact]
    public async Task Records_that_went_with_the_beginning_of_their_segment_do_not_come_back()
    {
        var stream = (await OpenAsync(_files)).Create(
            new StreamDefinition { Name = "readings", SegmentBytes = 2048, Flush = FlushMode.Relaxed, RelaxedWindow = TimeSpan.FromMinutes(1) });
        await AppendTogetherAsync(stream, TestStreams.Payloads(30));
        var cursor = stream.OpenCursor("cloud");
        cursor.Confirm(29);
        await cursor.SaveAsync(TestContext.Current.CancellationToken);
        var cut = _files.AfterKill();
        cut.Find(Segment).Write(new byte[512], 0); // the first sector did not arrive, and those behind it did

        var log = new ListLogger();
        await using (var store = await TestStreams.OpenAsync(Root, cut, log: log))
        {
            var after = store.Get("readings");
            Assert.Empty(after.ReadAll());
            Assert.Equal(30, after.Counters.Missing);
            Assert.Equal(30, await after.AppendAsync("after"u8.ToArray()));
        }

        Assert.Equal([(30, "after")], await ReadAllAsync(cut));
        Assert.DoesNotContain(log.Messages, message => message.StartsWith("2105", StringComparison.Ordinal)); // it is the stream's own
    }

    [Fact]
    public async Task What_was_refused_and_cut_back_does_not_come_back_after_a_power_cut()
    {
        var stream = (await OpenAsync(_files)).Create(new StreamDefinition { Name = "readings" });
        await stream.AppendAllAsync(TestStreams.Payloads(10));
        _files.FreeBytes = 150; // for three of the batch
        await Assert.ThrowsAsync<StreamWriteException>(() => AppendTogetherAsync(stream, TestStreams.Payloads(5, from: 10)));

        foreach (var cut in Enumerable.Range(0, 20).Select(seed => _files.AfterPowerCutCopy(new Random(seed))))
            Assert.Equal(10, (await ReadAllAsync(cut)).Count);
    }

    [Fact]
    public async Task A_segment_that_a_power_cut_emptied_does_not_take_the_stream_back_to_its_first_sequence()
    {
        var stream = (await OpenAsync(_files)).Create(new StreamDefinition { Name = "readings", SegmentBytes = 1024, Flush = FlushMode.Relaxed });
        await stream.AppendAllAsync(TestStreams.Payloads(40));
        var cut = _files.AfterKill();
        cut.Find(Segment).Truncate(64); // its first flush had failed, so that the device has no more than the header

        for (var start = 0; start < 3; start++)
        {
            await using var store = await TestStreams.OpenAsync(Root, cut);
            var after = store.Get("readings");
            Assert.Equal(after.ReadAll()[0].Sequence, after.OldestSequence);
            Assert.Equal(after.OldestSequence, after.OpenCursor("cloud").Start);
            Assert.Equal(after.OldestSequence, after.Counters.Missing);
        }
        Assert.False(cut.FileExists(Segment));
    }

    private ValueTask<StreamStore> OpenAsync(SimulatedFileSystem files) => StreamStore.OpenAsync(
        new StreamStoreOptions { Root = Root, Files = files, Writers = _writers }, TestContext.Current.CancellationToken);

    /// <summary>In one batch.</summary>
    private Task<long[]> AppendTogetherAsync(DurableStream stream, IEnumerable<string> payloads)
    {
        _writers.Hold();
        var appends = payloads.Select(payload => stream.AppendAsync(Encoding.UTF8.GetBytes(payload)).AsTask()).ToArray();
        _writers.Release();
        return Task.WhenAll(appends);
    }

    private static async Task<List<(long Sequence, string Payload)>> ReadAllAsync(SimulatedFileSystem files)
    {
        await using var store = await TestStreams.OpenAsync(Root, files);
        return store.Get("readings").ReadAll();
    }
}

using Shoreline.Edge.StreamManager;
using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Framing;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Sdk;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>Clients that are slow or mean harm themselves and nobody else.</summary>
public sealed class HostileClientTests : IAsyncLifetime
{
    private const int MemoryBytes = 8 << 20;
    private ServedStore _served = null!;

    public async ValueTask InitializeAsync() =>
        _served = await ServedStore.StartAsync(new StreamServerOptions { MemoryBytes = MemoryBytes, MaxConnections = 64 });

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Fact]
    public async Task While_some_send_half_frames_and_one_reads_no_answers_another_is_served()
    {
        await using var good = await _served.ConnectAsync();
        await good.CreateMessageStreamAsync(new() { Name = "s", StrategyOnFull = StrategyOnFull.OverwriteOldestData });
        await good.AppendMessageAsync("s", new byte[200_000]);
        var halves = new List<RawClient>();
        for (var i = 0; i < 16; i++) halves.Add(await SendHalfAsync(8 << 20, sent: 900_000));
        using var deaf = await _served.ConnectRawAsync();
        using var enough = new CancellationTokenSource();
        var asking = AskWithoutReadingAsync(deaf, enough.Token);
        await Until.TrueAsync(() => _served.Server.LargeFrameBytes > MemoryBytes / 2, "the half frames to take the memory for large ones");
        await Until.TrueAsync(() => !asking.IsCompleted && deaf.SentCount > 100, "the client that reads nothing to be held up");

        for (var i = 0; i < 200; i++)
        {
            var sequence = await good.AppendMessageAsync("s", new byte[1000]);
            Assert.Single(await good.ReadMessagesAsync("s", new() { DesiredStartSequenceNumber = sequence }));
            Assert.Equal(["s"], await good.ListStreamsAsync());
            Assert.Equal(sequence, (await good.DescribeMessageStreamAsync("s")).StorageStatus.NewestSequenceNumber);
            Assert.InRange(_served.Server.LargeFrameBytes, 0, MemoryBytes);
        }
        Assert.False(asking.IsCompleted);

        foreach (var half in halves) half.Dispose();
        await enough.CancelAsync();
        deaf.Dispose();
        await asking;
        await Until.TrueAsync(() => _served.Server.LargeFrameBytes == 0, "the memory to come back");
        await good.AppendMessageAsync("s", new byte[3 << 20]); // there is room for a large one again
    }

    [Fact]
    public async Task A_large_request_without_memory_is_refused_and_may_be_sent_again()
    {
        await using var good = await _served.ConnectAsync();
        await good.CreateMessageStreamAsync(new() { Name = "s", StrategyOnFull = StrategyOnFull.OverwriteOldestData });
        var halves = new List<RawClient>();
        for (var i = 0; i < 8; i++) halves.Add(await SendHalfAsync(8 << 20, sent: 900_000));
        await Until.TrueAsync(() => _served.Server.LargeFrameBytes > MemoryBytes / 2, "the half frames to take the memory for large ones");

        var refused = await Assert.ThrowsAsync<ServerOutOfMemoryException>(() => good.AppendMessageAsync("s", new byte[3 << 20]));
        Assert.True(refused.IsTransient);
        Assert.True(good.IsConnected);
        foreach (var half in halves) half.Dispose();
        await Until.TrueAsync(() => _served.Server.LargeFrameBytes == 0, "the memory to come back");
        Assert.Equal(0, await good.AppendMessageAsync("s", new byte[3 << 20]));
    }

    [Fact]
    public async Task A_large_frame_that_does_not_end_in_time_is_cut_off_and_a_small_one_may_take_its_time()
    {
        await using var hasty = await ServedStore.StartAsync(
            new StreamServerOptions { LargeFrameTimeout = TimeSpan.FromMilliseconds(200) });
        using var small = await hasty.ConnectRawAsync();
        await small.SendAsync(RawClient.Hex("00000010 0b a1 69"));
        using var large = await hasty.ConnectRawAsync();
        await large.SendAsync(Half(1 << 20, 100_000));
        Assert.True(await large.IsClosedAsync());
        Assert.Equal(0, hasty.Server.LargeFrameBytes);
        await small.SendAsync(RawClient.Hex("726571756573744964 63 722d35"));
        Assert.Equal("r-5", (await small.ReadAsync()).Response.RequestId);
    }

    [Fact]
    public async Task A_length_alone_takes_no_memory()
    {
        using var client = await _served.ConnectRawAsync();
        await client.SendAsync(Half(30 << 20, 0));
        using var other = await _served.ConnectRawAsync();
        await other.SendAsync(new ListStreamsRequest { RequestId = "l" });
        await other.ReadAsync();
        Assert.Equal(0, _served.Server.LargeFrameBytes);
    }

    [Fact]
    public async Task Answers_shrink_with_the_share_of_a_connection_but_never_below_the_minimum_asked_for()
    {
        await using var client = await _served.ConnectAsync();
        await client.CreateMessageStreamAsync(new() { Name = "s", StrategyOnFull = StrategyOnFull.OverwriteOldestData });
        for (var i = 0; i < 25; i++) await client.AppendMessageAsync("s", new byte[100_000]);
        var alone = await client.ReadMessagesAsync("s", new() { MaxMessageCount = 20 });
        var crowd = new List<RawClient>();
        for (var i = 0; i < 3; i++) crowd.Add(await _served.ConnectRawAsync());
        var shared = await client.ReadMessagesAsync("s", new() { MaxMessageCount = 20 });
        Assert.Equal((20, 5), (alone.Count, shared.Count)); // of 2 MiB, and of a quarter of it
        Assert.Equal(18, (await client.ReadMessagesAsync("s", new() { MinMessageCount = 18 })).Count);
        await Assert.ThrowsAsync<ResponsePayloadTooLargeException>(() => client.ReadMessagesAsync("s", new() { MinMessageCount = 22 }));
        foreach (var other in crowd) other.Dispose();
    }

    private async Task<RawClient> SendHalfAsync(int bytes, int sent)
    {
        var client = await _served.ConnectRawAsync();
        await client.SendAsync(Half(bytes, sent));
        return client;
    }

    /// <summary>The beginning of an append of so many bytes.</summary>
    private static byte[] Half(int bytes, int sent)
    {
        var start = RawClient.Hex("a3 69 726571756573744964 63 722d32 64 6e616d65 61 73 67 7061796c6f6164 5a");
        var frame = new byte[FrameHeader.Bytes + (sent == 0 ? 0 : Math.Max(sent, start.Length))];
        new FrameHeader(bytes, Operation.AppendMessage).Write(frame);
        if (sent > 0) start.CopyTo(frame, FrameHeader.Bytes);
        return frame;
    }

    private static async Task AskWithoutReadingAsync(RawClient client, CancellationToken enough)
    {
        try
        {
            while (!enough.IsCancellationRequested)
            {
                await client.SendAsync(new ReadMessagesRequest { RequestId = "deaf", StreamName = "s" });
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Closed under its hands by the test.
        }
    }
}

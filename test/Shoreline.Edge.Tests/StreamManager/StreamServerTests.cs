using System.Diagnostics;
using System.Text;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Sdk;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>The behaviour that programs rely on (specification, sections 3, 4 and 6), through our own client.</summary>
public sealed class StreamServerTests : ServedStoreTests
{
    private static readonly byte[] Payload = "hello"u8.ToArray();

    [Fact]
    public async Task A_program_starts_afresh_deletes_creates_appends_and_reads_from_zero()
    {
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Client.DeleteMessageStreamAsync("s"));
        await CreateAsync("s");
        Assert.Equal(0, await Client.AppendMessageAsync("s", Payload));
        Assert.Equal(1, await Client.AppendMessageAsync("s", Payload));

        var messages = await Client.ReadMessagesAsync("s", new() { MinMessageCount = 2 });
        Assert.Equal([0, 1], messages.Select(m => m.SequenceNumber));
        Assert.All(messages, m => Assert.Equal("hello", Encoding.UTF8.GetString(m.Payload.Span)));
        Assert.InRange(
            messages[0].IngestTimeMs, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 60_000,
            DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

        await Client.DeleteMessageStreamAsync("s");
        await CreateAsync("s");
        Assert.Equal(0, await Client.AppendMessageAsync("s", Payload)); // a new stream under the old name
    }

    [Fact]
    public async Task Creating_what_exists_is_an_invalid_request()
    {
        await CreateAsync("s");
        await Assert.ThrowsAsync<InvalidRequestException>(() => CreateAsync("s"));
        Assert.False(
            await Client.CreateMessageStreamIfMissingAsync(new() { Name = "s", StrategyOnFull = StrategyOnFull.OverwriteOldestData }));
        Assert.True(
            await Client.CreateMessageStreamIfMissingAsync(new() { Name = "t", StrategyOnFull = StrategyOnFull.OverwriteOldestData }));
    }

    [Fact]
    public async Task Names_are_case_sensitive_may_be_odd_and_are_listed_by_code_point()
    {
        string[] names = [" ", ".", "..", "A", "CON", "a", "a."];
        foreach (var name in names.Reverse()) await CreateAsync(name);
        Assert.Equal(names, await Client.ListStreamsAsync());
    }

    [Fact]
    public async Task Ten_thousand_pipelined_appends_get_the_numbers_in_the_order_of_the_calls()
    {
        await CreateAsync("s");
        var appends = Enumerable.Range(0, 250).Select(i => Client.AppendMessageAsync("s", BitConverter.GetBytes(i))).ToArray();
        Assert.Equal(Enumerable.Range(0, 250).Select(i => (long)i), await Task.WhenAll(appends));

        var more = Enumerable.Range(250, 9_750).Select(i => Client.AppendMessageAsync("s", BitConverter.GetBytes(i))).ToArray();
        var numbers = await Task.WhenAll(more);
        Assert.Equal(9_750, numbers.Distinct().Count());
        Assert.Equal(9_999, (await Client.DescribeMessageStreamAsync("s")).StorageStatus.NewestSequenceNumber);
    }

    [Fact]
    public async Task A_definition_described_is_the_effective_one_and_update_takes_it_back()
    {
        await Client.CreateMessageStreamAsync(new() { Name = "status", StrategyOnFull = StrategyOnFull.OverwriteOldestData });
        await Client.CreateMessageStreamAsync(new()
        {
            Name = "s",
            StrategyOnFull = StrategyOnFull.RejectNewData,
            TimeToLiveMillis = 60_000,
            ExportDefinition = new()
            {
                Kinesis = [new() { Identifier = "k", KinesisStreamName = "lake", Priority = 3 }],
                S3TaskExecutor = [new() { Identifier = "clips", StatusConfig = new() { StatusStreamName = "status" } }],
            },
        });
        await Served.RestartAsync();
        var info = await Client.DescribeMessageStreamAsync("s");

        Assert.Equal(new StorageStatus(0, -1, 0), info.StorageStatus);
        Assert.Equal(
            (268_435_456, 16_777_216, 60_000),
            (info.Definition.MaxSize, info.Definition.StreamSegmentSize, info.Definition.TimeToLiveMillis));
        Assert.Equal((Persistence.File, false), (info.Definition.Persistence, info.Definition.FlushOnWrite));
        Assert.Equal("lake", Assert.Single(info.Definition.ExportDefinition!.Kinesis!).KinesisStreamName);
        Assert.Equal("status", Assert.Single(info.Definition.ExportDefinition.S3TaskExecutor!).StatusConfig!.StatusStreamName);
        Assert.Empty(info.Definition.ExportDefinition.Http!);
        Assert.Equal(["k", "clips"], info.ExportStatuses.Select(e => e.ExportConfigIdentifier));
        Assert.All(info.ExportStatuses, e => Assert.Equal(-1, e.LastExportedSequenceNumber));

        await Client.UpdateMessageStreamAsync(info.Definition);
        Assert.Equivalent(info.Definition, (await Client.DescribeMessageStreamAsync("s")).Definition);
    }

    [Fact]
    public async Task Definitions_that_the_server_alone_can_judge_are_refused()
    {
        await Refused(new() { Http = [new() { Identifier = "h", Uri = "http://x", StartSequenceNumber = 1 }] });
        await Refused(new() { S3TaskExecutor = [new() { Identifier = "s", StatusConfig = new() { StatusStreamName = "missing" } }] });

        Task Refused(ExportDefinition exports) => Assert.ThrowsAsync<InvalidRequestException>(() => Client.CreateMessageStreamAsync(
            new() { Name = "s", StrategyOnFull = StrategyOnFull.RejectNewData, ExportDefinition = exports }));
    }

    [Fact]
    public async Task A_full_stream_rejects_and_a_message_larger_than_the_stream_is_too_large()
    {
        await Client.CreateMessageStreamAsync(
            new() { Name = "s", StrategyOnFull = StrategyOnFull.RejectNewData, MaxSize = 2048, StreamSegmentSize = 1024 });
        await Client.AppendMessageAsync("s", new byte[1500]);
        Assert.Contains(
            "full", (await Assert.ThrowsAsync<InvalidRequestException>(() => Client.AppendMessageAsync("s", new byte[1500]))).Message,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<RequestPayloadTooLargeException>(() => Client.AppendMessageAsync("s", new byte[4096]));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Client.AppendMessageAsync("missing", Payload));
    }

    [Fact]
    public async Task A_read_starts_at_the_oldest_message_where_the_desired_one_was_evicted()
    {
        await Client.CreateMessageStreamAsync(
            new() { Name = "s", StrategyOnFull = StrategyOnFull.OverwriteOldestData, MaxSize = 4096, StreamSegmentSize = 1024 });
        for (var i = 0; i < 20; i++) await Client.AppendMessageAsync("s", new byte[400]);
        var oldest = (await Client.DescribeMessageStreamAsync("s")).StorageStatus.OldestSequenceNumber;
        Assert.True(oldest > 0);
        Assert.Equal(oldest, (await Client.ReadMessagesAsync("s"))[0].SequenceNumber);
    }

    [Fact]
    public async Task A_read_returns_at_most_the_maximum_which_is_the_minimum_by_default()
    {
        await CreateAsync("s");
        for (var i = 0; i < 5; i++) await Client.AppendMessageAsync("s", Payload);
        Assert.Single(await Client.ReadMessagesAsync("s"));
        Assert.Equal(3, (await Client.ReadMessagesAsync("s", new() { MinMessageCount = 3 })).Count);
        Assert.Equal(4, (await Client.ReadMessagesAsync("s", new() { MaxMessageCount = 4 })).Count);
        Assert.Equal(5, (await Client.ReadMessagesAsync("s", new() { MaxMessageCount = 100 })).Count);
    }

    [Fact]
    public async Task A_read_beyond_the_end_says_so_in_the_words_that_programs_look_for()
    {
        await CreateAsync("s");
        var failure = await Assert.ThrowsAsync<NotEnoughMessagesException>(
            () => Client.ReadMessagesAsync("s", new() { DesiredStartSequenceNumber = long.MaxValue }));
        Assert.Contains("greater than the last sequence number", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_read_is_answered_in_time_and_delays_nobody()
    {
        await CreateAsync("s");
        var watch = Stopwatch.StartNew();
        var waiting = Client.ReadMessagesAsync("s", new() { ReadTimeoutMillis = 2000 });
        var list = await Client.ListStreamsAsync();
        Assert.False(waiting.IsCompleted);
        Assert.Single(list);
        await Assert.ThrowsAsync<NotEnoughMessagesException>(() => waiting);
        Assert.InRange(watch.ElapsedMilliseconds, 1850, 2250); // the upper end leaves a loaded machine some time to run this line
    }

    [Fact]
    public async Task A_waiting_read_is_answered_as_soon_as_the_minimum_is_there()
    {
        await CreateAsync("s");
        var waiting = Client.ReadMessagesAsync("s", new() { MinMessageCount = 2, ReadTimeoutMillis = 20_000 });
        await Client.AppendMessageAsync("s", Payload);
        Assert.False(waiting.IsCompleted);
        await Client.AppendMessageAsync("s", Payload);
        Assert.Equal(2, (await waiting.WaitAsync(TimeSpan.FromSeconds(5))).Count);
    }

    [Fact]
    public async Task Waiting_reads_of_a_deleted_stream_are_answered_with_not_found()
    {
        await CreateAsync("s");
        var waiting = Client.ReadMessagesAsync("s", new() { ReadTimeoutMillis = 20_000 });
        await Client.ListStreamsAsync(); // the read has begun: requests of a connection are taken in order
        await Client.DeleteMessageStreamAsync("s");
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => waiting);
    }

    [Fact]
    public async Task A_read_stops_at_the_soft_bound_but_never_below_the_minimum()
    {
        await CreateAsync("s");
        for (var i = 0; i < 5; i++) await Client.AppendMessageAsync("s", new byte[5 << 20]);
        Assert.Equal(3, (await Client.ReadMessagesAsync("s", new() { MaxMessageCount = 5 })).Count);
        Assert.Equal(5, (await Client.ReadMessagesAsync("s", new() { MinMessageCount = 5 })).Count);
    }

    [Fact]
    public async Task A_follower_sees_what_is_there_and_what_comes_across_a_restart_of_the_server()
    {
        await CreateAsync("s");
        for (var i = 0; i < 10; i++) await Client.AppendMessageAsync("s", BitConverter.GetBytes(i));
        var seen = new List<long>();
        var restarted = false;
        await foreach (var message in Client.ReadStreamAsync("s", 3))
        {
            seen.Add(message.SequenceNumber);
            Assert.Equal(message.SequenceNumber, BitConverter.ToInt32(message.Payload.Span));
            if (message.SequenceNumber == 9 && !restarted)
            {
                restarted = true;
                await Served.RestartAsync();
                for (var i = 10; i < 20; i++) await Client.AppendMessageAsync("s", BitConverter.GetBytes(i));
            }
            if (message.SequenceNumber == 19) break;
        }
        Assert.Equal(Enumerable.Range(3, 17).Select(i => (long)i), seen);
    }

    [Fact]
    public async Task Every_append_that_was_answered_is_there_after_a_restart_in_the_middle_of_the_load()
    {
        await CreateAsync("s");
        var answered = new List<long>();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                try
                {
                    var sequence = await Client.AppendMessageAsync("s", BitConverter.GetBytes(i));
                    lock (answered) answered.Add(sequence);
                }
                catch (StreamManagerException e) when (e.IsTransient)
                {
                    // Unanswered: it may be there or not.
                }
            }
        });
        await Until.TrueAsync(() => { lock (answered) return answered.Count > 50; }, "some appends");
        await Served.RestartAsync();
        await writing;
        var stored = await Client.ReadMessagesAsync("s", new() { MaxMessageCount = 1000 });
        Assert.Subset(stored.Select(m => m.SequenceNumber).ToHashSet(), answered.ToHashSet());
        Assert.Equal(stored.Select((_, i) => (long)i), stored.Select(m => m.SequenceNumber));
    }

    [Fact]
    public async Task Stopping_the_server_answers_the_reads_that_wait()
    {
        await CreateAsync("s");
        using var raw = await Served.ConnectRawAsync();
        await raw.SendAsync(
            new ReadMessagesRequest { RequestId = "r", StreamName = "s", ReadMessagesOptions = new() { ReadTimeoutMillis = 50_000 } });
        await raw.SendAsync(new ListStreamsRequest { RequestId = "l" });
        Assert.Equal("l", (await raw.ReadAsync()).Response.RequestId);
        var stopping = Served.Server.DisposeAsync();
        Assert.Equal("r", (await raw.ReadAsync()).Response.RequestId);
        Assert.True(await raw.IsClosedAsync());
        await stopping;
    }

    private Task CreateAsync(string name) =>
        Client.CreateMessageStreamAsync(new() { Name = name, StrategyOnFull = StrategyOnFull.RejectNewData });
}

using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Sdk;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>Updates of a stream's definition, rule by rule (specification, 3.10).</summary>
public sealed class UpdateTests : ServedStoreTests
{
    private static readonly byte[] Payload = new byte[400];

    [Fact]
    public async Task The_new_definition_replaces_the_old_one_and_what_it_leaves_out_returns_to_its_default()
    {
        var before = Small() with
        {
            TimeToLiveMillis = 120_000,
            FlushOnWrite = true,
            ExportDefinition = new() { Kinesis = [Kinesis("k")] },
        };
        await Client.CreateMessageStreamAsync(before);
        await Client.UpdateMessageStreamAsync(new() { Name = "s", StrategyOnFull = StrategyOnFull.OverwriteOldestData });

        foreach (var restarted in new[] { false, true })
        {
            if (restarted) await Served.RestartAsync();
            var info = await Client.DescribeMessageStreamAsync("s");
            Assert.Equal((268_435_456, 16_777_216), (info.Definition.MaxSize, info.Definition.StreamSegmentSize));
            Assert.Equal((StrategyOnFull.OverwriteOldestData, false), (info.Definition.StrategyOnFull, info.Definition.FlushOnWrite));
            Assert.Null(info.Definition.TimeToLiveMillis);
            Assert.Empty(info.Definition.ExportDefinition!.Kinesis!);
            Assert.Empty(info.ExportStatuses);
        }
    }

    [Fact]
    public async Task A_larger_size_makes_room_at_once()
    {
        await Client.CreateMessageStreamAsync(Small());
        for (var i = 0; i < 4; i++) await Client.AppendMessageAsync("s", Payload);
        await Assert.ThrowsAsync<InvalidRequestException>(
            async () => { for (var i = 0; i < 8; i++) await Client.AppendMessageAsync("s", Payload); });
        var newest = (await Client.DescribeMessageStreamAsync("s")).StorageStatus.NewestSequenceNumber;
        await Client.UpdateMessageStreamAsync(Small() with { MaxSize = 1 << 20 });
        Assert.Equal(newest + 1, await Client.AppendMessageAsync("s", Payload));
    }

    [Fact]
    public async Task A_full_stream_that_is_told_to_overwrite_takes_appends_again()
    {
        await Client.CreateMessageStreamAsync(Small());
        await Assert.ThrowsAsync<InvalidRequestException>(
            async () => { for (var i = 0; i < 20; i++) await Client.AppendMessageAsync("s", Payload); });
        await Client.UpdateMessageStreamAsync(Small() with { StrategyOnFull = StrategyOnFull.OverwriteOldestData });
        for (var i = 0; i < 20; i++) await Client.AppendMessageAsync("s", Payload);
        Assert.True((await Client.DescribeMessageStreamAsync("s")).StorageStatus.OldestSequenceNumber > 0);
    }

    [Fact]
    public async Task What_may_not_change_is_refused_and_nothing_of_the_update_happens()
    {
        await Client.CreateMessageStreamAsync(Small() with { ExportDefinition = new() { Kinesis = [Kinesis("k")] } });
        for (var i = 0; i < 4; i++) await Client.AppendMessageAsync("s", Payload);
        var before = (await Client.DescribeMessageStreamAsync("s")).Definition;

        await Refused<UpdateNotAllowedException>(before with { Persistence = Persistence.Memory }, "persistence");
        await Refused<UpdateNotAllowedException>(before with { MaxSize = 1024, StreamSegmentSize = 1024 }, "present size");
        await Refused<UpdateNotAllowedException>(Exports(new() { Http = [new() { Identifier = "k", Uri = "http://x" }] }), "another type");
        await Refused<UpdateNotAllowedException>(
            Exports(new() { Kinesis = [Kinesis("k") with { StartSequenceNumber = 3 }] }), "below the newest");
        await Refused<UpdateNotAllowedException>(
            Exports(new() { Kinesis = [Kinesis("k"), Kinesis("new") with { StartSequenceNumber = 3 }] }), "below the newest");
        await Refused<InvalidRequestException>(
            Exports(new() { S3TaskExecutor = [new() { Identifier = "t", StatusConfig = new() { StatusStreamName = "missing" } }] }),
            "missing");
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Client.UpdateMessageStreamAsync(before with { Name = "other" }));

        Assert.Equivalent(before, (await Client.DescribeMessageStreamAsync("s")).Definition);

        MessageStreamDefinition Exports(ExportDefinition exports) => before with { ExportDefinition = exports, TimeToLiveMillis = 90_000 };

        async Task Refused<T>(MessageStreamDefinition definition, string because) where T : StreamManagerException =>
            Assert.Contains(
                because, (await Assert.ThrowsAsync<T>(() => Client.UpdateMessageStreamAsync(definition))).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_that_the_disk_refuses_fails_and_the_old_definition_stays()
    {
        await Client.CreateMessageStreamAsync(Small());
        Directory.Delete(Path.Combine(Served.Root, "s"), recursive: true);
        await Assert.ThrowsAsync<UpdateFailedException>(() => Client.UpdateMessageStreamAsync(Small() with { MaxSize = 1 << 20 }));
        Assert.Equal(4096, (await Client.DescribeMessageStreamAsync("s")).Definition.MaxSize);
    }

    [Fact]
    public async Task Ranges_that_the_client_does_not_check_are_refused_by_the_server()
    {
        await Client.CreateMessageStreamAsync(Small());
        using var raw = await Served.ConnectRawAsync();
        await raw.SendAsync(new Greengrass.StreamManager.Messages.UpdateMessageStreamRequest
        {
            RequestId = "u",
            Definition = Small() with { StreamSegmentSize = 8192 },
        });
        var (_, response, _) = await raw.ReadAsync();
        Assert.Equal(Greengrass.StreamManager.StatusCode.InvalidRequest, response.Status);
        Assert.Contains("streamSegmentSize", response.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_below_the_newest_number_and_one_that_was_there_already_are_taken()
    {
        await Client.CreateMessageStreamAsync(Small() with { MaxSize = 1 << 20, ExportDefinition = new() { Kinesis = [Kinesis("k")] } });
        for (var i = 0; i < 10; i++) await Client.AppendMessageAsync("s", Payload);
        await Update(8, disabled: false);
        await Update(0, disabled: false);
        await Update(8, disabled: false);
        await Update(8, disabled: true);
        await Assert.ThrowsAsync<UpdateNotAllowedException>(() => Update(9, disabled: true));
        var kept = Assert.Single((await Client.DescribeMessageStreamAsync("s")).Definition.ExportDefinition!.Kinesis!);
        Assert.Equal((8, true), (kept.StartSequenceNumber, kept.Disabled));

        Task Update(long start, bool disabled) => Client.UpdateMessageStreamAsync(Small() with
        {
            MaxSize = 1 << 20,
            ExportDefinition = new() { Kinesis = [Kinesis("k") with { StartSequenceNumber = start, Disabled = disabled }] },
        });
    }

    [Fact]
    public async Task An_update_with_the_definition_a_stream_has_succeeds_even_where_its_status_stream_is_gone()
    {
        await Client.CreateMessageStreamAsync(Small() with { Name = "status" });
        await Client.CreateMessageStreamAsync(Small() with { ExportDefinition = new() { S3TaskExecutor = [new() { Identifier = "t", StatusConfig = new() { StatusStreamName = "status" } }] } });
        await Client.DeleteMessageStreamAsync("status");
        await Client.UpdateMessageStreamAsync((await Client.DescribeMessageStreamAsync("s")).Definition);
    }

    [Fact]
    public async Task Updates_of_several_clients_at_once_leave_one_of_their_definitions()
    {
        await Client.CreateMessageStreamAsync(Small());
        var sizes = Enumerable.Range(1, 20).Select(i => (long)i << 20).ToList();
        await Task.WhenAll(sizes.Select(size => Client.UpdateMessageStreamAsync(Small() with { MaxSize = size })));
        Assert.Contains((await Client.DescribeMessageStreamAsync("s")).Definition.MaxSize!.Value, sizes);
    }

    private static MessageStreamDefinition Small() =>
        new() { Name = "s", StrategyOnFull = StrategyOnFull.RejectNewData, MaxSize = 4096, StreamSegmentSize = 1024 };

    private static KinesisConfig Kinesis(string identifier) => new() { Identifier = identifier, KinesisStreamName = "lake" };
}

using Shoreline.Edge.StreamManager;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Streams;
using Persistence = Shoreline.Greengrass.StreamManager.Definitions.Persistence;

namespace Shoreline.Edge.Tests.StreamManager;

/// <summary>What a describe says (specification, 4.4), and the times and numbers of messages (5.1, 5.5).</summary>
public sealed class DescribeTests
{
    private static readonly byte[] Payload = new byte[400];

    private sealed class Statuses : IExportStatuses
    {
        public IReadOnlyList<ExportStatus> Of(DurableStream stream) =>
        [
            new() { ExportConfigIdentifier = "cloud", LastExportedSequenceNumber = 1 },
            new()
            {
                ExportConfigIdentifier = "second",
                LastExportedSequenceNumber = 7,
                ExportedMessagesCount = 8,
                ErrorMessage = "no link",
            },
        ];
    }

    private sealed class SetBackClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    [Fact]
    public async Task Exports_are_told_in_the_order_of_their_configuration_and_those_of_the_gateway_behind_them()
    {
        await using var served = await ServedStore.StartAsync(exports: new Statuses());
        await using var client = await served.ConnectAsync();
        await client.CreateMessageStreamAsync(new()
        {
            Name = "s",
            StrategyOnFull = StrategyOnFull.RejectNewData,
            ExportDefinition = new() { Kinesis = [new() { Identifier = "first", KinesisStreamName = "x" }, new() { Identifier = "second", KinesisStreamName = "x" }] },
        });
        var statuses = (await client.DescribeMessageStreamAsync("s")).ExportStatuses;
        Assert.Equal(["first", "second", "cloud"], statuses.Select(s => s.ExportConfigIdentifier));
        Assert.Equal([-1, 7, 1], statuses.Select(s => s.LastExportedSequenceNumber));
        Assert.Equal([null, "no link", null], statuses.Select(s => s.ErrorMessage));
    }

    [Fact]
    public async Task A_stream_without_exports_that_run_says_so_of_each()
    {
        await using var served = await ServedStore.StartAsync();
        await using var client = await served.ConnectAsync();
        await client.CreateMessageStreamAsync(new()
        {
            Name = "s",
            StrategyOnFull = StrategyOnFull.RejectNewData,
            ExportDefinition = new() { IoTAnalytics = [new() { Identifier = "a", IotChannel = "c" }] },
        });
        var status = Assert.Single((await client.DescribeMessageStreamAsync("s")).ExportStatuses);
        Assert.Contains("does not run it", status.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal((0, 0, null), (status.ExportedBytesFromStream, status.ExportedMessagesCount, status.LastExportTime));
    }

    [Fact]
    public async Task Memory_streams_serve_like_others_and_are_gone_after_a_restart()
    {
        await using var served = await ServedStore.StartAsync();
        await using var client = await served.ConnectAsync();
        await client.CreateMessageStreamAsync(
            new() { Name = "m", StrategyOnFull = StrategyOnFull.RejectNewData, Persistence = Persistence.Memory });
        await client.CreateMessageStreamAsync(new() { Name = "f", StrategyOnFull = StrategyOnFull.RejectNewData });
        Assert.Equal(0, await client.AppendMessageAsync("m", Payload));
        Assert.Equal(0, await client.AppendMessageAsync("f", Payload));
        var info = await client.DescribeMessageStreamAsync("m");
        Assert.Equal((Persistence.Memory, 432), (info.Definition.Persistence, info.StorageStatus.TotalBytes));
        Assert.Single(await client.ReadMessagesAsync("m"));

        await served.RestartAsync();
        Assert.Equal(["f"], await client.ListStreamsAsync());
        Assert.Equal(1, await client.AppendMessageAsync("f", Payload)); // numbers of file streams go on
    }

    [Fact]
    public async Task The_time_of_ingest_never_goes_back_even_where_the_clock_does()
    {
        var clock = new SetBackClock();
        await using var served = await ServedStore.StartAsync(storeTime: clock);
        await using var client = await served.ConnectAsync();
        await client.CreateMessageStreamAsync(new() { Name = "s", StrategyOnFull = StrategyOnFull.RejectNewData });
        await client.AppendMessageAsync("s", Payload);
        clock.Now -= TimeSpan.FromHours(1);
        await client.AppendMessageAsync("s", Payload);
        clock.Now += TimeSpan.FromHours(2);
        await client.AppendMessageAsync("s", Payload);
        var messages = await client.ReadMessagesAsync("s", new() { MinMessageCount = 3 });
        Assert.Equal([1_700_000_000_000, 1_700_000_000_000, 1_700_003_600_000], messages.Select(m => m.IngestTimeMs));
    }
}

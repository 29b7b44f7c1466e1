using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.Aws;
using Shoreline.Edge.Exports.Kinesis;

namespace Shoreline.Edge.Tests.Exports.Kinesis;

public sealed class KinesisTests(KinesaliteFixture kinesalite) : IAsyncLifetime, IClassFixture<KinesaliteFixture>
{
    private TestBatches _batches = null!;

    public async ValueTask InitializeAsync() => _batches = await TestBatches.StartAsync();

    public ValueTask DisposeAsync() => _batches.DisposeAsync();

    [Fact]
    public async Task Another_makers_Kinesis_takes_the_records()
    {
        var name = $"lake-{Guid.NewGuid():N}";
        using var client = new SignedJsonClient("kinesis", Connection(kinesalite.Endpoint), TimeSpan.FromSeconds(20), TimeProvider.System);
        await CallAsync(client, "CreateStream", new { StreamName = name, ShardCount = 1 });
        await Until.TrueAsync(
            async () =>
                (await CallAsync(client, "DescribeStream", new { StreamName = name })).GetProperty("StreamDescription").GetProperty(
                    "StreamStatus").GetString() == "ACTIVE",
            "the stream to be active");
        using var destination = Destination(kinesalite.Endpoint, name);
        await _batches.AppendAsync(Enumerable.Range(0, 500).Select(i => $"record {i}"));
        using var batch = _batches.Read(destination.Limits);

        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));

        Assert.Equal(0, batch.PendingCount);
        var records = await RecordsAsync(client, name);
        Assert.Equal(
            Enumerable.Range(0, 500).Select(i => $"record {i}"),
            records.Select(r => Encoding.UTF8.GetString(r.GetProperty("Data").GetBytesFromBase64())));
        Assert.Equal(500, records.Select(r => Guid.Parse(r.GetProperty("PartitionKey").GetString()!)).Distinct().Count());
    }

    [Fact]
    public async Task A_stream_that_is_not_there_leaves_the_records_waiting()
    {
        using var destination = Destination(kinesalite.Endpoint, "not-there");
        await _batches.AppendAsync("one");
        using var batch = _batches.Read(destination.Limits);

        var delivery = await DeliverAsync(destination, batch);

        Assert.Equal((DeliveryOutcome.Failed, 1, 0), (delivery.Outcome, batch.PendingCount, batch.RefusedCount));
        Assert.Contains("ResourceNotFoundException", delivery.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_records_that_were_not_taken_are_sent_again()
    {
        await using var kinesis = await KinesisDouble.StartAsync();
        using var destination = Destination(kinesis.Endpoint);
        kinesis.RecordFault = (call, index) => call < 2 && index % 3 == 1
            ? (call == 0 ? "ProvisionedThroughputExceededException" : "InternalFailure")
            : null;
        await _batches.AppendAsync(Enumerable.Range(0, 30).Select(i => $"{i}"));
        using var batch = _batches.Read(destination.Limits);

        var first = await DeliverAsync(destination, batch);
        var second = await DeliverAsync(destination, batch);
        var third = await DeliverAsync(destination, batch);

        Assert.Contains(
            "10 of 30 records were not taken, the last for ProvisionedThroughputExceededException", first.Reason, StringComparison.Ordinal);
        Assert.Contains("3 of 10 records were not taken, the last for InternalFailure", second.Reason, StringComparison.Ordinal);
        Assert.Equal(Delivery.Confirmed, third);
        Assert.Equal([30, 10, 3], kinesis.Calls);
        Assert.Equal(
            Enumerable.Range(0, 30).Select(i => $"{i}").Order(StringComparer.Ordinal), kinesis.Taken.Order(StringComparer.Ordinal));
        Assert.Empty(kinesis.WrongSignatures);
    }

    [Fact]
    public async Task A_record_that_Kinesis_can_never_take_is_refused_and_the_others_go()
    {
        await using var kinesis = await KinesisDouble.StartAsync();
        using var destination = Destination(kinesis.Endpoint);
        var largest = new string('x', KinesisDestination.MaxRecordBytes - 36);
        await _batches.AppendAsync("one", largest, largest + "x", "four");
        using var batch = _batches.Read(destination.Limits);

        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));

        Assert.Equal(["one", largest, "four"], kinesis.Taken);
        Assert.Equal(1, batch.RefusedCount);
        Assert.Contains("1,048,541 bytes and its key are more than the 1,048,576", batch.RefusalOf(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_holds_no_more_than_Kinesis_takes()
    {
        await using var kinesis = await KinesisDouble.StartAsync();
        using var destination = Destination(kinesis.Endpoint);
        await _batches.AppendAsync(Enumerable.Range(0, 7).Select(_ => new string('x', 1_000_000)));
        await _batches.AppendAsync(Enumerable.Range(0, 600).Select(i => $"{i}"));
        using var batch = _batches.Read(
            new ExportLimits(BatchRecords: 10_000, BatchBytes: 100 << 20, WindowBatches: 1, WindowBytes: 100 << 20));

        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));

        Assert.Equal([5, 500, 102], kinesis.Calls);
        Assert.Empty(kinesis.WrongSignatures);
    }

    [Theory]
    [InlineData("com.amazonaws.kinesis.v20131202#ProvisionedThroughputExceededException", 400)]
    [InlineData("AccessDeniedException", 400)]
    [InlineData("ExpiredTokenException", 403)]
    [InlineData("InternalFailure", 500)]
    public async Task A_call_that_is_refused_leaves_all_records_waiting(string type, int status)
    {
        await using var kinesis = await KinesisDouble.StartAsync();
        using var destination = Destination(kinesis.Endpoint);
        kinesis.CallFault = _ => Task.FromResult<IResult?>(KinesisDouble.Error(type, "said the server", status));
        await _batches.AppendAsync("one", "two");
        using var batch = _batches.Read(destination.Limits);

        var delivery = await DeliverAsync(destination, batch);

        Assert.Equal((DeliveryOutcome.Failed, 2, 0), (delivery.Outcome, batch.PendingCount, batch.RefusedCount));
        Assert.Equal(
            $"{kinesis.Endpoint.GetLeftPart(UriPartial.Authority)}: HTTP {status} {type.Split('#')[^1]}: said the server", delivery.Reason);
        Assert.DoesNotContain(KinesisDouble.SecretKey, delivery.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"FailedRecordCount":0,"Records":[]}""")]
    [InlineData("""{"FailedRecordCount":0,"Records":17}""")]
    public async Task An_answer_that_Kinesis_does_not_give_confirms_nothing(string answer)
    {
        await using var kinesis = await KinesisDouble.StartAsync();
        using var destination = Destination(kinesis.Endpoint);
        kinesis.CallFault = _ => Task.FromResult<IResult?>(Results.Content(answer, "text/html"));
        await _batches.AppendAsync("one");
        using var batch = _batches.Read(destination.Limits);

        Assert.Equal(DeliveryOutcome.Failed, (await DeliverAsync(destination, batch)).Outcome);
        Assert.Equal(1, batch.PendingCount);
    }

    [Fact]
    public async Task Silence_a_cut_connection_and_no_server_are_no_connection()
    {
        await using var kinesis = await KinesisDouble.StartAsync();
        using var destination = Destination(kinesis.Endpoint, timeout: TimeSpan.FromMilliseconds(500));
        await _batches.AppendAsync("one");
        using var batch = _batches.Read(destination.Limits);

        kinesis.CallFault = async context => { await Task.Delay(Timeout.Infinite, context.RequestAborted); return null; };
        var silent = await DeliverAsync(destination, batch);
        kinesis.CallFault = context => { context.Abort(); return Task.FromResult<IResult?>(Results.Ok()); };
        var cut = await DeliverAsync(destination, batch);
        using var nowhere = Destination(new Uri($"http://127.0.0.1:{Ports.Free()}"));
        var refused = await DeliverAsync(nowhere, batch);

        Assert.All([silent, cut, refused], delivery => Assert.Equal(DeliveryOutcome.Unreachable, delivery.Outcome));
        Assert.False(destination.IsReachable);
        Assert.Equal(1, batch.PendingCount);
    }

    [Fact]
    public void Printing_a_connection_shows_no_secret() =>
        Assert.DoesNotContain(KinesisDouble.SecretKey, Connection(kinesalite.Endpoint).ToString(), StringComparison.Ordinal);

    private static AwsConnection Connection(Uri endpoint) => new()
    {
        Endpoint = endpoint,
        Region = KinesisDouble.Region,
        Keys = new AwsKeys(KinesisDouble.AccessKey, new Secret(KinesisDouble.SecretKey)),
    };

    private static KinesisDestination Destination(Uri endpoint, string stream = "lake", TimeSpan? timeout = null) => new(
        new KinesisOptions
        {
            Id = "k",
            Connection = Connection(endpoint),
            StreamName = stream,
            Timeout = timeout ?? TimeSpan.FromSeconds(30),
        }, TimeProvider.System);

    private static Task<Delivery> DeliverAsync(KinesisDestination destination, ExportBatch batch) =>
        destination.DeliverAsync(batch, FreePermit.Instance, TestContext.Current.CancellationToken);

    private static async Task<List<JsonElement>> RecordsAsync(SignedJsonClient client, string name)
    {
        var iterator = (await CallAsync(
            client, "GetShardIterator", new { StreamName = name, ShardId = "shardId-000000000000", ShardIteratorType = "TRIM_HORIZON" }))
            .GetProperty("ShardIterator").GetString();
        return [.. (await CallAsync(client, "GetRecords", new { ShardIterator = iterator })).GetProperty("Records").EnumerateArray()];
    }

    private static async Task<JsonElement> CallAsync(SignedJsonClient client, string operation, object arguments)
    {
        using var response = await client.PostAsync(
            $"Kinesis_20131202.{operation}", JsonSerializer.SerializeToUtf8Bytes(arguments), TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, body);
        return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
    }
}

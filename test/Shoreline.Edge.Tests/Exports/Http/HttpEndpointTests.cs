using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.Http;
using Shoreline.Greengrass.StreamManager.Definitions;

namespace Shoreline.Edge.Tests.Exports.Http;

public sealed class HttpEndpointTests : IAsyncLifetime
{
    private TestBatches _batches = null!;

    public async ValueTask InitializeAsync() => _batches = await TestBatches.StartAsync();

    public ValueTask DisposeAsync() => _batches.DisposeAsync();

    [Fact]
    public async Task Raw_messages_are_posted_one_by_one_whatever_the_batch_size()
    {
        await using var endpoint = await EndpointDouble.StartAsync();
        using var destination = Destination(endpoint.Address);
        await _batches.AppendAsync("one", "two");
        await _batches.AppendAsync([0, 1, 255]);
        using var batch = _batches.Read(destination.Limits);

        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));

        Assert.Equal(["6F6E65", "74776F", "0001FF"], endpoint.Bodies.Select(Convert.ToHexString));
        Assert.All(endpoint.ContentTypes, type => Assert.Equal("application/octet-stream", type));
    }

    [Fact]
    public async Task Batched_messages_are_an_array_of_message_objects()
    {
        await using var endpoint = await EndpointDouble.StartAsync();
        using var destination = Destination(endpoint.Address, ExportFormat.JsonBatched, authorization: "Bearer abc");
        await _batches.AppendAsync([0, 1, 255]);
        await _batches.AppendAsync("two");
        using var batch = _batches.Read(destination.Limits);

        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));

        using var array = JsonDocument.Parse(Assert.Single(endpoint.Bodies));
        var messages = array.RootElement.EnumerateArray().ToList();
        Assert.Equal([("readings", 0L, "AAH/"), ("readings", 1L, "dHdv")], messages.Select(m =>
            (m.GetProperty("streamName").GetString()!, m.GetProperty("sequenceNumber").GetInt64(), m.GetProperty("payload").GetString()!)));
        Assert.Equal(
            batch.Records.ToArray().Select(r => r.AppendedAtNs / 1_000_000), messages.Select(m => m.GetProperty("ingestTime").GetInt64()));
        Assert.Equal("application/json", Assert.Single(endpoint.ContentTypes));
        Assert.Equal("Bearer abc", Assert.Single(endpoint.Authorizations));
    }

    [Fact]
    public async Task What_was_taken_is_not_posted_again()
    {
        await using var endpoint = await EndpointDouble.StartAsync();
        using var destination = Destination(endpoint.Address);
        await _batches.AppendAsync("one", "two", "three");
        var isDown = true;
        endpoint.Answer = (_, body) =>
            Task.FromResult<IResult?>(isDown && body[0] == (byte)'t' ? Results.StatusCode(500) : Results.NoContent());
        using var batch = _batches.Read(destination.Limits);

        Assert.Equal(DeliveryOutcome.Failed, (await DeliverAsync(destination, batch)).Outcome);
        isDown = false;
        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));

        Assert.Equal(["one", "two", "two", "three"], endpoint.Bodies.Select(Encoding.UTF8.GetString));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(422)]
    public async Task A_message_that_is_refused_for_good_is_set_aside_with_the_reason_and_the_others_go(int status)
    {
        await using var endpoint = await EndpointDouble.StartAsync();
        using var destination = Destination(endpoint.Address);
        await _batches.AppendAsync("one", "bad", "three");
        endpoint.Answer = (_, body) =>
            Task.FromResult<IResult?>(body[0] == (byte)'b' ? Results.Text("no, not\nthis", statusCode: status) : Results.Ok());
        using var batch = _batches.Read(destination.Limits);

        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));

        Assert.Equal((0, 1), (batch.PendingCount, batch.RefusedCount));
        Assert.Matches($"^http://127.0.0.1:[0-9]+: HTTP {status} .*: no, not this$", batch.RefusalOf(1));
    }

    [Fact]
    public async Task Of_an_array_only_the_message_to_blame_is_refused()
    {
        await using var endpoint = await EndpointDouble.StartAsync();
        using var destination = Destination(endpoint.Address, ExportFormat.JsonBatched);
        await _batches.AppendAsync(Enumerable.Range(0, 100).Select(i => i == 37 ? "bad" : "good"));
        var bad = Convert.ToBase64String("bad"u8);
        var stored = new List<long>();
        endpoint.Answer = (_, body) =>
        {
            using var array = JsonDocument.Parse(body);
            var messages = array.RootElement.EnumerateArray().ToList();
            if (messages.Any(m => m.GetProperty("payload").GetString() == bad)) return Task.FromResult<IResult?>(Results.StatusCode(422));
            stored.AddRange(messages.Select(m => m.GetProperty("sequenceNumber").GetInt64()));
            return Task.FromResult<IResult?>(Results.Ok());
        };
        using var batch = _batches.Read(destination.Limits);

        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));

        Assert.Equal(Enumerable.Range(0, 100).Where(i => i != 37).Select(i => (long)i), stored);
        Assert.Equal(1, batch.RefusedCount);
        Assert.NotNull(batch.RefusalOf(37));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_somebody_can_mend_is_tried_again(int status)
    {
        await using var endpoint = await EndpointDouble.StartAsync();
        using var destination = Destination(endpoint.Address);
        await _batches.AppendAsync("one");
        endpoint.Answer = (_, _) => Task.FromResult<IResult?>(Results.StatusCode(status));
        using var batch = _batches.Read(destination.Limits);

        var delivery = await DeliverAsync(destination, batch);

        Assert.Equal((DeliveryOutcome.Failed, 1, 0), (delivery.Outcome, batch.PendingCount, batch.RefusedCount));
        Assert.Contains($"HTTP {status}", delivery.Reason, StringComparison.Ordinal);
        Assert.True(destination.IsReachable);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirects_are_not_followed(int status)
    {
        await using var elsewhere = await EndpointDouble.StartAsync();
        await using var endpoint = await EndpointDouble.StartAsync();
        using var destination = Destination(endpoint.Address);
        await _batches.AppendAsync("one");
        endpoint.Answer = (context, _) =>
        {
            context.Response.Headers.Location = elsewhere.Address.AbsoluteUri;
            return Task.FromResult<IResult?>(Results.StatusCode(status));
        };
        using var batch = _batches.Read(destination.Limits);

        var delivery = await DeliverAsync(destination, batch);

        Assert.Equal(DeliveryOutcome.Failed, delivery.Outcome);
        Assert.Contains($"to {elsewhere.Address}: redirects are not followed", delivery.Reason, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Bodies);
    }

    [Theory]
    [InlineData(429, "60", 60)]
    [InlineData(503, "7", 7)]
    [InlineData(503, "date", 90)]
    [InlineData(429, "86400", 300)]
    [InlineData(429, "0", 0)]
    [InlineData(429, "nonsense", 0)]
    public async Task A_server_that_says_when_to_come_again_is_left_alone_until_then(int status, string header, int seconds)
    {
        var time = new StillTime();
        await using var endpoint = await EndpointDouble.StartAsync();
        using var destination = Destination(endpoint.Address, time: time);
        await _batches.AppendAsync("one");
        endpoint.Answer = (context, _) =>
        {
            context.Response.Headers.RetryAfter = header == "date"
                ? time.GetUtcNow().AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture)
                : header;
            return Task.FromResult<IResult?>(Results.StatusCode(status));
        };
        using var batch = _batches.Read(destination.Limits);
        Assert.Equal(DeliveryOutcome.Failed, (await DeliverAsync(destination, batch)).Outcome);

        var waiting = destination.WaitReachableAsync(TestContext.Current.CancellationToken).AsTask();

        Assert.Equal(seconds == 0, waiting.IsCompleted);
        Assert.Equal(seconds == 0 ? [] : [TimeSpan.FromSeconds(seconds)], time.Timers);
        time.FireAll();
        await waiting;
    }

    [Fact]
    public async Task Without_a_server_it_is_unreachable()
    {
        await FailsAsync(new Uri($"http://127.0.0.1:{Ports.Free()}/"), "Connection refused");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_accepted()
    {
        await using var endpoint = await EndpointDouble.StartAsync(tls: true);
        await FailsAsync(endpoint.Address, "certificate");
        Assert.Empty(endpoint.Bodies);
    }

    [Fact]
    public async Task Silence_ends_with_the_timeout()
    {
        await using var endpoint = await EndpointDouble.StartAsync();
        endpoint.Answer = async (context, _) => { await Task.Delay(Timeout.Infinite, context.RequestAborted); return null; };
        await FailsAsync(endpoint.Address, "no answer within 0.5 s", TimeSpan.FromMilliseconds(500));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 O")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha")]
    [InlineData("nonsense\r\n\r\n")]
    public async Task Half_an_answer_is_none(string answer)
    {
        await using var server = new RawAnswerServer(answer);
        await FailsAsync(server.Address, "");
    }

    private async Task FailsAsync(Uri address, string expected, TimeSpan? timeout = null)
    {
        using var destination = Destination(address, timeout: timeout ?? TimeSpan.FromSeconds(20));
        await _batches.AppendAsync("one");
        using var batch = _batches.Read(destination.Limits);

        var delivery = await DeliverAsync(destination, batch);

        Assert.Equal((DeliveryOutcome.Unreachable, 1), (delivery.Outcome, batch.PendingCount));
        Assert.Contains(expected, delivery.Reason, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith(address.GetLeftPart(UriPartial.Authority), delivery.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', delivery.Reason!);
        Assert.False(destination.IsReachable);
    }

    private static HttpEndpointDestination Destination(
        Uri address, ExportFormat format = ExportFormat.RawNotBatched, string? authorization = null, TimeSpan? timeout = null,
        TimeProvider? time = null) => new(
            new HttpEndpointOptions
            {
                Id = "endpoint",
                Endpoint = address,
                Format = format,
                Authorization = authorization is null ? null : new Secret(authorization),
                Timeout = timeout ?? TimeSpan.FromSeconds(20),
            },
            time ?? TimeProvider.System);

    private static Task<Delivery> DeliverAsync(HttpEndpointDestination destination, ExportBatch batch) =>
        destination.DeliverAsync(batch, FreePermit.Instance, TestContext.Current.CancellationToken);
}

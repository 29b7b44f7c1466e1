using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Shoreline.Core.Naming;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.S3;

namespace Shoreline.Edge.Tests.Exports.S3;

/// <summary>What an export of objects does with any S3 server.</summary>
public abstract class S3ObjectsContract(S3ServerFixture server) : IAsyncLifetime
{
    private TestBatches _batches = null!;
    private S3Bucket _bucket = null!;

    public async ValueTask InitializeAsync()
    {
        _batches = await TestBatches.StartAsync("line 1, readings");
        _bucket = await S3Bucket.CreateAsync(server);
    }

    public async ValueTask DisposeAsync()
    {
        _bucket.Dispose();
        await _batches.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private string Folder => $"raw/device=gw-test/stream=line%201%2C%20readings/incarnation={_batches.Stream.Incarnation}/";

    [Fact]
    public async Task Records_become_lines_of_an_object_that_says_what_it_holds()
    {
        using var destination = Destination();
        await _batches.AppendAsync("{\"a\":1}", "{\"a\":2}", "{\"a\":3}");
        using var batch = _batches.Read(destination.Limits);

        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));

        var key = Assert.Single(await _bucket.KeysAsync());
        Assert.Equal($"{Folder}00000000000000000000-00000000000000000002.ndjson", key);
        var (body, metadata) = await _bucket.GetAsync(key);
        Assert.Equal("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", Encoding.UTF8.GetString(body));
        Assert.Equal(
            (_batches.Stream.Incarnation, "0", "3", "lines"),
            (metadata["incarnation"], metadata["sequence"], metadata["count"], metadata["encoding"]));
        Assert.Equal(batch.Records.ToArray().Select(r => r.AppendedAtNs), Times(metadata["times"]));
    }

    [Fact]
    public async Task Records_that_hold_line_feeds_become_frames_with_their_times()
    {
        using var destination = Destination();
        await _batches.AppendAsync([1, (byte)'\n', 2]);
        await _batches.AppendAsync([3]);
        using var batch = _batches.Read(destination.Limits);

        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));

        var key = Assert.Single(await _bucket.KeysAsync());
        Assert.Equal($"{Folder}00000000000000000000-00000000000000000001.frames", key);
        var (body, metadata) = await _bucket.GetAsync(key);
        Assert.Equal("framed", metadata["encoding"]);
        Assert.Equal(batch.Records.ToArray().Select(r => (r.AppendedAtNs, Convert.ToHexString(r.Payload.Span))), Frames(body));
    }

    [Fact]
    public async Task Times_that_do_not_fit_into_metadata_get_an_object_of_their_own()
    {
        using var destination = Destination();
        await _batches.AppendAsync(Enumerable.Range(0, 2000).Select(i => $"record {i}"));
        using var batch = _batches.Read(destination.Limits);

        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));

        Assert.Equal(
            [$"{Folder}00000000000000000000-00000000000000001999.ndjson", $"{Folder}_00000000000000000000-00000000000000001999.times"],
            (await _bucket.KeysAsync()).Order(StringComparer.Ordinal));
        var (times, _) = await _bucket.GetAsync($"{Folder}_00000000000000000000-00000000000000001999.times");
        Assert.Equal(batch.Records.ToArray().Select(r => r.AppendedAtNs), Times(Encoding.ASCII.GetString(times)));
    }

    [Fact]
    public async Task A_batch_that_comes_twice_is_one_object()
    {
        using var destination = Destination();
        await _batches.AppendAsync("one", "two");
        for (var i = 0; i < 2; i++)
        {
            using var batch = _batches.Read(destination.Limits);
            Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));
        }
        Assert.Single(await _bucket.KeysAsync());
    }

    [Fact]
    public async Task A_missing_bucket_or_a_wrong_key_leaves_the_records_waiting()
    {
        await _batches.AppendAsync("one");
        await _bucket.DeleteAsync();
        using var without = Destination();
        using var batch = _batches.Read(without.Limits);
        var missing = await DeliverAsync(without, batch);
        Assert.Equal(DeliveryOutcome.Failed, missing.Outcome);
        Assert.Contains("NoSuchBucket", missing.Reason, StringComparison.Ordinal);

        using var stranger = Destination(connection: _bucket.Connection(secretKey: "not-the-secret"));
        var denied = await DeliverAsync(stranger, batch);
        Assert.Equal(DeliveryOutcome.Failed, denied.Outcome);
        Assert.Matches("NoSuchBucket|SignatureDoesNotMatch|HTTP 403", denied.Reason);
        Assert.DoesNotContain("not-the-secret", denied.Reason, StringComparison.Ordinal);
        Assert.Equal((1, 0), (batch.PendingCount, batch.RefusedCount));
    }

    [Fact]
    public async Task Without_a_server_it_says_that_there_is_no_connection()
    {
        await _batches.AppendAsync("one");
        using var destination = Destination(connection: _bucket.Connection(through: new Uri($"http://127.0.0.1:{Ports.Free()}")));
        using var batch = _batches.Read(destination.Limits);

        var delivery = await DeliverAsync(destination, batch);

        Assert.Equal(DeliveryOutcome.Unreachable, delivery.Outcome);
        Assert.Contains("refused", delivery.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', delivery.Reason!);
        Assert.False(destination.IsReachable);
    }

    [Fact]
    public async Task A_server_that_is_busy_or_silent_gets_the_batch_again()
    {
        await using var proxy = await S3Proxy.StartAsync(server.Endpoint);
        await _batches.AppendAsync("one");
        using var destination = Destination(connection: _bucket.Connection(proxy.Endpoint) with { StallTime = TimeSpan.FromSeconds(3) });
        using var batch = _batches.Read(destination.Limits);

        proxy.Break = _ => Task.FromResult<Microsoft.AspNetCore.Http.IResult?>(S3Answers.SlowDown);
        var busy = await DeliverAsync(destination, batch);
        Assert.Equal(DeliveryOutcome.Failed, busy.Outcome);
        Assert.Contains("SlowDown", busy.Reason, StringComparison.Ordinal);

        proxy.Break = async context => { await Task.Delay(Timeout.Infinite, context.RequestAborted); return null; };
        var silent = await DeliverAsync(destination, batch);
        Assert.Equal(DeliveryOutcome.Unreachable, silent.Outcome);
        Assert.Contains("nothing moved", silent.Reason, StringComparison.Ordinal);

        proxy.Break = context => { context.Abort(); return Task.FromResult<Microsoft.AspNetCore.Http.IResult?>(null); };
        Assert.Equal(DeliveryOutcome.Unreachable, (await DeliverAsync(destination, batch)).Outcome);

        proxy.Break = _ => Task.FromResult<Microsoft.AspNetCore.Http.IResult?>(null);
        Assert.Equal(Delivery.Confirmed, await DeliverAsync(destination, batch));
        Assert.True(destination.IsReachable);
    }

    private S3ObjectsDestination Destination(S3Connection? connection = null) => new(
        new S3ObjectsOptions
        {
            Id = "lake",
            Device = new DeviceName("gw-test"),
            Bucket = _bucket.Name,
            Prefix = "raw",
            Connection = connection ?? _bucket.Connection(),
        },
        TimeProvider.System);

    private static Task<Delivery> DeliverAsync(S3ObjectsDestination destination, ExportBatch batch) =>
        destination.DeliverAsync(batch, FreePermit.Instance, TestContext.Current.CancellationToken);

    private static List<long> Times(string text)
    {
        var times = new List<long>();
        foreach (var difference in text.Split(',')) times.Add(times.LastOrDefault() + long.Parse(difference, CultureInfo.InvariantCulture));
        return times;
    }

    private static List<(long, string)> Frames(ReadOnlySpan<byte> body)
    {
        var frames = new List<(long, string)>();
        while (!body.IsEmpty)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(body);
            frames.Add((BinaryPrimitives.ReadInt64LittleEndian(body[4..]), Convert.ToHexString(body.Slice(12, length))));
            body = body[(12 + length)..];
        }
        return frames;
    }
}

[Collection(S3rverTests.Name)]
public sealed class S3ObjectsOnS3rverTests(S3rverFixture server) : S3ObjectsContract(server);

[Collection(CephTests.Name)]
public sealed class S3ObjectsOnCephTests(CephFixture server) : S3ObjectsContract(server);

using Shoreline.Edge.Exports;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Documents;

namespace Shoreline.Edge.Tests.Exports.S3;

/// <summary>What the S3 tasks of the stream manager do with any S3 server (specification, 5.7).</summary>
public abstract class S3TaskContract(S3ServerFixture server)
{
    private const int MiB = 1 << 20;

    [Fact]
    public async Task A_small_file_goes_up_in_one_request_and_its_status_follows()
    {
        await using var bench = await TaskBench.StartAsync(server);
        using var destination = bench.Destination();
        var (path, digest) = bench.NewFile("clip.mp4", 100_000);
        await bench.Batches.AppendAsync(
            $$"""{"inputUrl":"file:{{path}}","bucket":"{{bench.Bucket.Name}}","key":"cam-1/!{timestamp:yyyy}/clip.mp4","userMetadata":{"Camera":"line ü","Frames":250},"new":[]}""");

        var (delivery, batch) = await bench.DeliverAsync(destination, 0);

        Assert.Equal((Delivery.Confirmed, 0, 0), (delivery, batch.PendingCount, batch.RefusedCount));
        var key = Assert.Single(await bench.Bucket.KeysAsync());
        Assert.Matches("^cam-1/20[0-9]{2}/clip.mp4$", key);
        Assert.Equal(digest, await bench.Bucket.DigestAsync(key));
        var (_, metadata) = await bench.Bucket.GetAsync(key);
        Assert.Equal("250", metadata["frames"]);
        Assert.Equal("=?UTF-8?B?bGluZSDDvA==?=", metadata["camera"]);
        Assert.Equal([UploadStatus.InProgress, UploadStatus.Success], bench.Statuses());
        Assert.True(File.Exists(path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5 * MiB)]
    [InlineData(5 * MiB + 1)]
    [InlineData(15 * MiB)]
    [InlineData(16 * MiB + 7)]
    public async Task A_file_of_any_size_arrives_as_it_was(int bytes)
    {
        await using var bench = await TaskBench.StartAsync(server);
        using var destination = bench.Destination();
        var (path, digest) = bench.NewFile("clip.mp4", bytes);
        await bench.AppendTaskAsync(path, "clip.mp4");

        Assert.Equal(Delivery.Confirmed, (await bench.DeliverAsync(destination, 0)).Delivery);

        Assert.Equal(digest, await bench.Bucket.DigestAsync("clip.mp4"));
    }

    [Fact]
    public async Task A_task_that_cannot_be_done_fails_is_set_aside_and_the_next_one_runs()
    {
        await using var bench = await TaskBench.StartAsync(server);
        using var destination = bench.Destination();
        var (path, _) = bench.NewFile("clip.mp4", 100);
        await bench.AppendTaskAsync(bench.PathOf("not-there.mp4"), "a");
        await bench.AppendTaskAsync(bench.StateFolder + "/..", "b");
        await bench.AppendTaskAsync(path, "c", bucket: $"missing-{Guid.NewGuid():N}");
        await bench.AppendTaskAsync(path, "clip-!{date:yyyy}.mp4");
        await bench.Batches.AppendAsync("not a task");
        await bench.AppendTaskAsync(path, "good");

        var refusals = new List<string>();
        for (var sequence = 0; sequence < 5; sequence++)
        {
            var (delivery, batch) = await bench.DeliverAsync(destination, sequence);
            Assert.Equal((DeliveryOutcome.Confirmed, 1), (delivery.Outcome, batch.RefusedCount));
            refusals.Add(batch.RefusalOf(0)!);
        }
        Assert.Equal(Delivery.Confirmed, (await bench.DeliverAsync(destination, 5)).Delivery);

        Assert.Contains("not-there.mp4 is not there", refusals[0], StringComparison.Ordinal);
        Assert.Contains("is a folder", refusals[1], StringComparison.Ordinal);
        Assert.Contains("NoSuchBucket", refusals[2], StringComparison.Ordinal);
        Assert.Contains("'!{date:yyyy}' is not known", refusals[3], StringComparison.Ordinal);
        Assert.Contains("not JSON", refusals[4], StringComparison.Ordinal);
        Assert.Equal(
            [
                UploadStatus.Failure, UploadStatus.Failure, UploadStatus.InProgress, UploadStatus.Failure, UploadStatus.Failure,
                UploadStatus.Failure,
                UploadStatus.InProgress, UploadStatus.Success,
            ],
            bench.Statuses());
        Assert.Equal(["good"], await bench.Bucket.KeysAsync());
    }

    [Fact]
    public async Task Without_a_server_the_task_stays_in_progress_and_keeps_its_key()
    {
        await using var bench = await TaskBench.StartAsync(server);
        var (path, digest) = bench.NewFile("clip.mp4", 100);
        await bench.AppendTaskAsync(path, "clip-!{timestamp:yyyyMMddHHmmssN}.mp4");
        using (var offline = bench.Destination(bench.Bucket.Connection(through: new Uri($"http://127.0.0.1:{Ports.Free()}")), StatusLevel.Debug))
        {
            Assert.Equal(DeliveryOutcome.Unreachable, (await bench.DeliverAsync(offline, 0)).Delivery.Outcome);
            Assert.Equal(DeliveryOutcome.Unreachable, (await bench.DeliverAsync(offline, 0)).Delivery.Outcome);
        }
        using var destination = bench.Destination();
        Assert.Equal(Delivery.Confirmed, (await bench.DeliverAsync(destination, 0)).Delivery);

        var statuses = bench.StatusDocuments();
        Assert.Equal([2, 3, 3, 2], statuses.Select(s => s.GetProperty("statusLevel").GetInt32())); // begun, tried twice, done
        var key = Assert.Single(await bench.Bucket.KeysAsync());
        Assert.Contains(key, statuses[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(digest, await bench.Bucket.DigestAsync(key));
    }

    [Theory]
    [InlineData(StatusLevel.Error, new int[0])]
    [InlineData(StatusLevel.Info, new[] { 2, 0 })]
    [InlineData(StatusLevel.Trace, new[] { 2, 2, 2, 2, 0 })]
    public async Task Statuses_go_by_level(StatusLevel level, int[] expected)
    {
        await using var bench = await TaskBench.StartAsync(server);
        using var destination = bench.Destination(level: level);
        await bench.AppendTaskAsync(bench.NewFile("clip.mp4", 11 * MiB).Path, "clip.mp4");

        await bench.DeliverAsync(destination, 0);

        Assert.Equal(expected, bench.Statuses().Select(s => (int)s));
    }
}

[Collection(S3rverTests.Name)]
public sealed class S3TaskOnS3rverTests(S3rverFixture server) : S3TaskContract(server);

[Collection(CephTests.Name)]
public sealed class S3TaskOnCephTests(CephFixture server) : S3TaskContract(server);

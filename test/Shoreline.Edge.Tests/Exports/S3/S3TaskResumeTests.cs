using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.S3;
using Shoreline.Greengrass.StreamManager.Definitions;

namespace Shoreline.Edge.Tests.Exports.S3;

/// <summary>Uploads that are cut off, at a real store.</summary>
[Collection(CephTests.Name)]
public sealed class S3TaskResumeTests(CephFixture ceph)
{
    private const int MiB = 1 << 20;
    private const int LargeFile = 64 * MiB + 12_345; // 13 parts of 5 MiB

    [Fact]
    public async Task A_killed_upload_goes_on_where_it_ended_and_sends_no_part_twice()
    {
        await using var bench = await TaskBench.StartAsync(ceph);
        await using var proxy = await S3Proxy.StartAsync(ceph.Endpoint);
        var (path, digest) = bench.NewFile("clip.mp4", LargeFile);
        await bench.AppendTaskAsync(path, "day/clip.mp4");
        await CutOffAtPartAsync(bench, proxy, 6);
        Assert.Equal([1, 2, 3, 4, 5], proxy.Parts);
        var uploadId = Assert.Single(await bench.Bucket.OpenUploadsAsync());

        using var next = bench.Destination(bench.Bucket.Connection(proxy.Endpoint));
        Assert.Equal(Delivery.Confirmed, (await bench.DeliverAsync(next, 0)).Delivery);

        Assert.Equal(Enumerable.Range(1, 13), proxy.Parts);
        var taken = ceph.Requests().Where(r => r.Contains(uploadId, StringComparison.Ordinal) && r.Contains("\"PUT ", StringComparison.Ordinal) && r.Contains("\" 200 ", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, 13), taken.Select(r => S3Proxy.PartNumber(r)!.Value)); // by the store's own account
        Assert.Equal(digest, await bench.Bucket.DigestAsync("day/clip.mp4"));
        Assert.Empty(await bench.Bucket.OpenUploadsAsync());
        Assert.Equal([S3TaskStatus.InProgress, S3TaskStatus.Success], bench.Statuses());
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_is_uploaded_anew_and_the_old_parts_are_thrown_away()
    {
        await using var bench = await TaskBench.StartAsync(ceph);
        await using var proxy = await S3Proxy.StartAsync(ceph.Endpoint);
        await bench.AppendTaskAsync(bench.NewFile("clip.mp4", 21 * MiB).Path, "clip.mp4");
        await CutOffAtPartAsync(bench, proxy, 3);
        var (_, digest) = bench.NewFile("clip.mp4", 20 * MiB);

        using var next = bench.Destination(bench.Bucket.Connection(proxy.Endpoint));
        Assert.Equal(Delivery.Confirmed, (await bench.DeliverAsync(next, 0)).Delivery);

        Assert.Equal([1, 2, 1, 2, 3, 4], proxy.Parts);
        Assert.Equal(digest, await bench.Bucket.DigestAsync("clip.mp4"));
        Assert.Empty(await bench.Bucket.OpenUploadsAsync());
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_uploaded_does_not_become_a_mixture()
    {
        await using var bench = await TaskBench.StartAsync(ceph);
        await using var proxy = await S3Proxy.StartAsync(ceph.Endpoint);
        var (path, _) = bench.NewFile("clip.mp4", 21 * MiB);
        await bench.AppendTaskAsync(path, "clip.mp4");
        var grown = false;
        proxy.Break = async context =>
        {
            if (!grown && PartOf(context) == 3) await File.AppendAllTextAsync(path, "more");
            grown |= PartOf(context) == 3;
            return null;
        };
        using var destination = bench.Destination(bench.Bucket.Connection(proxy.Endpoint));

        var first = (await bench.DeliverAsync(destination, 0)).Delivery;
        Assert.Empty(await bench.Bucket.KeysAsync());
        Assert.Empty(await bench.Bucket.OpenUploadsAsync());
        var second = (await bench.DeliverAsync(destination, 0)).Delivery;

        Assert.Equal(DeliveryOutcome.Failed, first.Outcome);
        Assert.Contains("changed while it was uploaded", first.Reason, StringComparison.Ordinal);
        Assert.Equal(Delivery.Confirmed, second);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))), await bench.Bucket.DigestAsync("clip.mp4"));
    }

    [Fact]
    public async Task An_upload_that_the_server_forgot_begins_anew()
    {
        await using var bench = await TaskBench.StartAsync(ceph);
        await using var proxy = await S3Proxy.StartAsync(ceph.Endpoint);
        var (path, digest) = bench.NewFile("clip.mp4", 16 * MiB);
        await bench.AppendTaskAsync(path, "clip.mp4");
        await CutOffAtPartAsync(bench, proxy, 3);
        await bench.Bucket.AbortAsync("clip.mp4", Assert.Single(await bench.Bucket.OpenUploadsAsync()));

        using var next = bench.Destination(bench.Bucket.Connection(proxy.Endpoint));
        Assert.Equal(Delivery.Confirmed, (await bench.DeliverAsync(next, 0)).Delivery);

        Assert.Equal(digest, await bench.Bucket.DigestAsync("clip.mp4"));
        Assert.Empty(await bench.Bucket.OpenUploadsAsync());
    }

    [Fact]
    public async Task A_completion_of_which_the_answer_is_lost_does_not_lose_the_object()
    {
        await using var bench = await TaskBench.StartAsync(ceph);
        await using var proxy = await S3Proxy.StartAsync(ceph.Endpoint);
        var (path, digest) = bench.NewFile("clip.mp4", 11 * MiB);
        await bench.AppendTaskAsync(path, "clip.mp4");
        proxy.Break = context => Task.FromResult(IsCompletion(context) ? S3Answers.NoSuchUpload : null);
        using var destination = bench.Destination(bench.Bucket.Connection(proxy.Endpoint));
        Assert.Equal(DeliveryOutcome.Failed, (await bench.DeliverAsync(destination, 0)).Delivery.Outcome);

        proxy.Break = _ => Task.FromResult<IResult?>(null);
        Assert.Equal(Delivery.Confirmed, (await bench.DeliverAsync(destination, 0)).Delivery);

        Assert.Equal(digest, await bench.Bucket.DigestAsync("clip.mp4"));
    }

    [Fact]
    public async Task A_busy_server_gets_only_the_parts_that_it_did_not_take()
    {
        await using var bench = await TaskBench.StartAsync(ceph);
        await using var proxy = await S3Proxy.StartAsync(ceph.Endpoint);
        await bench.AppendTaskAsync(bench.NewFile("clip.mp4", 16 * MiB).Path, "clip.mp4");
        var refusals = 0;
        proxy.Break = context => Task.FromResult(PartOf(context) == 2 && refusals++ < 2 ? S3Answers.SlowDown : null);
        using var destination = bench.Destination(bench.Bucket.Connection(proxy.Endpoint), StatusLevel.Debug);

        Assert.Equal(DeliveryOutcome.Failed, (await bench.DeliverAsync(destination, 0)).Delivery.Outcome);
        Assert.Equal(DeliveryOutcome.Failed, (await bench.DeliverAsync(destination, 0)).Delivery.Outcome);
        Assert.Equal(Delivery.Confirmed, (await bench.DeliverAsync(destination, 0)).Delivery);

        Assert.Equal([1, 2, 3, 4], proxy.Parts);
        Assert.Equal([S3TaskStatus.InProgress, S3TaskStatus.InProgress, S3TaskStatus.InProgress, S3TaskStatus.Success], bench.Statuses());
    }

    [Fact]
    public async Task A_task_that_was_reported_is_neither_done_nor_reported_again()
    {
        await using var bench = await TaskBench.StartAsync(ceph);
        await using var proxy = await S3Proxy.StartAsync(ceph.Endpoint);
        var (path, _) = bench.NewFile("clip.mp4", 100);
        await bench.AppendTaskAsync(path, "clip.mp4");
        using (var first = bench.Destination(bench.Bucket.Connection(proxy.Endpoint))) await bench.DeliverAsync(first, 0);
        File.Delete(path); // as programs do on seeing Success

        using var next = bench.Destination(bench.Bucket.Connection(proxy.Endpoint)); // killed before the position was saved
        var (delivery, batch) = await bench.DeliverAsync(next, 0);

        Assert.Equal((Delivery.Confirmed, 0), (delivery, batch.RefusedCount));
        Assert.Single(proxy.Answered);
        Assert.Equal([S3TaskStatus.InProgress, S3TaskStatus.Success], bench.Statuses());
    }

    [Fact]
    public async Task Keys_that_the_server_does_not_know_fail_the_task()
    {
        await using var bench = await TaskBench.StartAsync(ceph);
        using var destination = bench.Destination(bench.Bucket.Connection(secretKey: "wrong"));
        await bench.AppendTaskAsync(bench.NewFile("clip.mp4", 100).Path, "clip.mp4");

        var (delivery, batch) = await bench.DeliverAsync(destination, 0);

        Assert.Equal((DeliveryOutcome.Confirmed, 1), (delivery.Outcome, batch.RefusedCount));
        Assert.Equal([S3TaskStatus.InProgress, S3TaskStatus.Failure], bench.Statuses());
    }

    [Fact]
    public async Task A_file_that_goes_in_the_middle_fails_the_task_and_leaves_nothing_behind()
    {
        await using var bench = await TaskBench.StartAsync(ceph);
        await using var proxy = await S3Proxy.StartAsync(ceph.Endpoint);
        var (path, _) = bench.NewFile("clip.mp4", 16 * MiB);
        await bench.AppendTaskAsync(path, "clip.mp4");
        await CutOffAtPartAsync(bench, proxy, 3);
        File.Delete(path);

        using var next = bench.Destination(bench.Bucket.Connection(proxy.Endpoint));
        var (delivery, batch) = await bench.DeliverAsync(next, 0);

        Assert.Equal((DeliveryOutcome.Confirmed, 1), (delivery.Outcome, batch.RefusedCount));
        Assert.Equal([S3TaskStatus.InProgress, S3TaskStatus.Failure], bench.Statuses());
        Assert.Empty(await bench.Bucket.OpenUploadsAsync());
    }

    [Fact]
    public async Task Open_tasks_are_canceled_and_their_parts_thrown_away()
    {
        await using var bench = await TaskBench.StartAsync(ceph);
        await using var proxy = await S3Proxy.StartAsync(ceph.Endpoint);
        await bench.AppendTaskAsync(bench.NewFile("a.mp4", 16 * MiB).Path, "a.mp4");
        await bench.AppendTaskAsync(bench.NewFile("b.mp4", 100).Path, "b.mp4");
        await CutOffAtPartAsync(bench, proxy, 2);

        using var destination = bench.Destination();
        await destination.CancelOpenAsync(bench.Batches.Stream, 0, "the stream was deleted", TestContext.Current.CancellationToken);

        Assert.Equal([S3TaskStatus.InProgress, S3TaskStatus.Canceled, S3TaskStatus.Canceled], bench.Statuses());
        Assert.Equal([0L, 1L], bench.StatusDocuments().Skip(1).Select(s => s.GetProperty("statusContext").GetProperty("sequenceNumber").GetInt64()));
        Assert.Empty(await bench.Bucket.OpenUploadsAsync());
        Assert.Empty(Directory.GetFiles(bench.StateFolder));
    }

    [Fact]
    public async Task A_task_that_waited_longer_than_its_time_to_live_is_canceled()
    {
        await using var bench = await TaskBench.StartAsync(ceph);
        await bench.AppendTaskAsync(bench.NewFile("clip.mp4", 100).Path, "clip.mp4");
        using var destination = bench.Destination(timeToLive: TimeSpan.Zero);

        var (delivery, batch) = await bench.DeliverAsync(destination, 0);

        Assert.Equal((DeliveryOutcome.Confirmed, 1), (delivery.Outcome, batch.RefusedCount));
        Assert.Equal([S3TaskStatus.Canceled], bench.Statuses());
        Assert.Empty(await bench.Bucket.KeysAsync());
    }

    [Fact]
    public async Task Parts_that_cannot_be_thrown_away_are_a_warning()
    {
        await using var bench = await TaskBench.StartAsync(ceph);
        await using var proxy = await S3Proxy.StartAsync(ceph.Endpoint);
        var (path, _) = bench.NewFile("clip.mp4", 16 * MiB);
        await bench.AppendTaskAsync(path, "clip.mp4");
        await CutOffAtPartAsync(bench, proxy, 2);
        File.Delete(path);
        proxy.Break = context => Task.FromResult(HttpMethods.IsDelete(context.Request.Method) ? Results.StatusCode(403) : null);

        using var next = bench.Destination(bench.Bucket.Connection(proxy.Endpoint));
        await bench.DeliverAsync(next, 0);

        Assert.Equal([S3TaskStatus.InProgress, S3TaskStatus.Warning, S3TaskStatus.Failure], bench.Statuses());
    }

    /// <summary>Uploads until a part is on its way, and then ends client and destination as a kill would: nothing of them runs on.</summary>
    private static async Task CutOffAtPartAsync(TaskBench bench, S3Proxy proxy, int part)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        proxy.Break = async context =>
        {
            if (PartOf(context) != part) return null;
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return null;
        };
        using var killed = new CancellationTokenSource();
        using (var destination = bench.Destination(bench.Bucket.Connection(proxy.Endpoint)))
        {
            var delivering = bench.DeliverAsync(destination, 0, killed.Token);
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await killed.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivering);
        }
        proxy.Break = _ => Task.FromResult<IResult?>(null);
    }

    private static int? PartOf(HttpContext context) => HttpMethods.IsPut(context.Request.Method) ? S3Proxy.PartNumber(context.Request.QueryString.Value!) : null;

    private static bool IsCompletion(HttpContext context) => HttpMethods.IsPost(context.Request.Method) && context.Request.Query.ContainsKey("uploadId");
}

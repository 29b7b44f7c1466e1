using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Shoreline.Edge.Exports;
using Shoreline.Edge.Exports.S3;
using Shoreline.Greengrass.StreamManager.Definitions;
using Shoreline.Greengrass.StreamManager.Documents;

namespace Shoreline.Edge.Tests.Exports.S3;

/// <summary>Uploads that are cut off, at a real store.</summary>
[Collection(CephTests.Name)]
public sealed class S3TaskResumeTests(CephFixture ceph) : IAsyncLifetime
{
    private const int MiB = 1 << 20;
    private const int LargeFile = 64 * MiB + 12_345; // 13 parts of 5 MiB
    private TaskBench _bench = null!;
    private S3Proxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await TaskBench.StartAsync(ceph);
        _proxy = await S3Proxy.StartAsync(ceph.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_upload_goes_on_where_it_ended_and_sends_no_part_twice()
    {
        var (path, digest) = _bench.NewFile("clip.mp4", LargeFile);
        await _bench.AppendTaskAsync(path, "day/clip.mp4");
        await CutOffAtPartAsync(6);
        Assert.Equal([1, 2, 3, 4, 5], _proxy.Parts);
        var uploadId = Assert.Single(await _bench.Bucket.OpenUploadsAsync());

        using var next = Destination();
        Assert.Equal(Delivery.Confirmed, (await _bench.DeliverAsync(next, 0)).Delivery);

        Assert.Equal(Enumerable.Range(1, 13), _proxy.Parts);
        var taken = ceph.Requests().Where(r => r.Contains(
            uploadId,
            StringComparison.Ordinal) && r.Contains("\"PUT ", StringComparison.Ordinal) && r.Contains("\" 200 ", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, 13), taken.Select(r => S3Proxy.PartNumber(r)!.Value)); // by the store's own account
        Assert.Equal(digest, await _bench.Bucket.DigestAsync("day/clip.mp4"));
        Assert.Empty(await _bench.Bucket.OpenUploadsAsync());
        Assert.Equal([UploadStatus.InProgress, UploadStatus.Success], _bench.Statuses());
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_is_uploaded_anew_and_the_old_parts_are_thrown_away()
    {
        await _bench.AppendTaskAsync(_bench.NewFile("clip.mp4", 21 * MiB).Path, "clip.mp4");
        await CutOffAtPartAsync(3);
        var (_, digest) = _bench.NewFile("clip.mp4", 20 * MiB);

        using var next = Destination();
        Assert.Equal(Delivery.Confirmed, (await _bench.DeliverAsync(next, 0)).Delivery);

        Assert.Equal([1, 2, 1, 2, 3, 4], _proxy.Parts);
        Assert.Equal(digest, await _bench.Bucket.DigestAsync("clip.mp4"));
        Assert.Empty(await _bench.Bucket.OpenUploadsAsync());
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_uploaded_does_not_become_a_mixture()
    {
        var (path, _) = _bench.NewFile("clip.mp4", 21 * MiB);
        await _bench.AppendTaskAsync(path, "clip.mp4");
        var grown = false;
        _proxy.Break = async context =>
        {
            if (!grown && PartOf(context) == 3) await File.AppendAllTextAsync(path, "more");
            grown |= PartOf(context) == 3;
            return null;
        };
        using var destination = Destination();

        var first = (await _bench.DeliverAsync(destination, 0)).Delivery;
        Assert.Empty(await _bench.Bucket.KeysAsync());
        Assert.Empty(await _bench.Bucket.OpenUploadsAsync());
        var second = (await _bench.DeliverAsync(destination, 0)).Delivery;

        Assert.Equal(DeliveryOutcome.Failed, first.Outcome);
        Assert.Contains("changed while it was uploaded", first.Reason, StringComparison.Ordinal);
        Assert.Equal(Delivery.Confirmed, second);
        Assert.Equal(
            Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))),
            await _bench.Bucket.DigestAsync("clip.mp4"));
    }

    [Fact]
    public async Task An_upload_that_the_server_forgot_begins_anew()
    {
        var (path, digest) = _bench.NewFile("clip.mp4", 16 * MiB);
        await _bench.AppendTaskAsync(path, "clip.mp4");
        await CutOffAtPartAsync(3);
        await _bench.Bucket.AbortAsync("clip.mp4", Assert.Single(await _bench.Bucket.OpenUploadsAsync()));

        using var next = Destination();
        Assert.Equal(Delivery.Confirmed, (await _bench.DeliverAsync(next, 0)).Delivery);

        Assert.Equal(digest, await _bench.Bucket.DigestAsync("clip.mp4"));
        Assert.Empty(await _bench.Bucket.OpenUploadsAsync());
    }

    [Fact]
    public async Task A_completion_of_which_the_answer_is_lost_does_not_lose_the_object()
    {
        var (path, digest) = _bench.NewFile("clip.mp4", 11 * MiB);
        await _bench.AppendTaskAsync(path, "clip.mp4");
        _proxy.Break = context => Task.FromResult(IsCompletion(context) ? S3Answers.NoSuchUpload : null);
        using var destination = Destination();
        Assert.Equal(DeliveryOutcome.Failed, (await _bench.DeliverAsync(destination, 0)).Delivery.Outcome);

        _proxy.Break = _ => Task.FromResult<IResult?>(null);
        Assert.Equal(Delivery.Confirmed, (await _bench.DeliverAsync(destination, 0)).Delivery);

        Assert.Equal(digest, await _bench.Bucket.DigestAsync("clip.mp4"));
    }

    [Fact]
    public async Task A_busy_server_gets_only_the_parts_that_it_did_not_take()
    {
        await _bench.AppendTaskAsync(_bench.NewFile("clip.mp4", 16 * MiB).Path, "clip.mp4");
        var refusals = 0;
        _proxy.Break = context => Task.FromResult(PartOf(context) == 2 && refusals++ < 2 ? S3Answers.SlowDown : null);
        using var destination = Destination(StatusLevel.Debug);

        Assert.Equal(DeliveryOutcome.Failed, (await _bench.DeliverAsync(destination, 0)).Delivery.Outcome);
        Assert.Equal(DeliveryOutcome.Failed, (await _bench.DeliverAsync(destination, 0)).Delivery.Outcome);
        Assert.Equal(Delivery.Confirmed, (await _bench.DeliverAsync(destination, 0)).Delivery);

        Assert.Equal([1, 2, 3, 4], _proxy.Parts);
        Assert.Equal([UploadStatus.InProgress, UploadStatus.InProgress, UploadStatus.InProgress, UploadStatus.Success], _bench.Statuses());
    }

    [Fact]
    public async Task A_task_that_was_reported_is_neither_done_nor_reported_again()
    {
        var (path, _) = _bench.NewFile("clip.mp4", 100);
        await _bench.AppendTaskAsync(path, "clip.mp4");
        using (var first = Destination()) await _bench.DeliverAsync(first, 0);
        File.Delete(path); // as programs do on seeing Success

        using var next = Destination(); // killed before the position was saved
        var (delivery, batch) = await _bench.DeliverAsync(next, 0);

        Assert.Equal((Delivery.Confirmed, 0), (delivery, batch.RefusedCount));
        Assert.Single(_proxy.Answered);
        Assert.Equal([UploadStatus.InProgress, UploadStatus.Success], _bench.Statuses());
    }

    [Fact]
    public async Task Keys_that_the_server_does_not_know_fail_the_task()
    {
        using var destination = _bench.Destination(_bench.Bucket.Connection(secretKey: "wrong"));
        await _bench.AppendTaskAsync(_bench.NewFile("clip.mp4", 100).Path, "clip.mp4");

        var (delivery, batch) = await _bench.DeliverAsync(destination, 0);

        Assert.Equal((DeliveryOutcome.Confirmed, 1), (delivery.Outcome, batch.RefusedCount));
        Assert.Equal([UploadStatus.InProgress, UploadStatus.Failure], _bench.Statuses());
    }

    [Fact]
    public async Task A_file_that_goes_in_the_middle_fails_the_task_and_leaves_nothing_behind()
    {
        var (path, _) = _bench.NewFile("clip.mp4", 16 * MiB);
        await _bench.AppendTaskAsync(path, "clip.mp4");
        await CutOffAtPartAsync(3);
        File.Delete(path);

        using var next = Destination();
        var (delivery, batch) = await _bench.DeliverAsync(next, 0);

        Assert.Equal((DeliveryOutcome.Confirmed, 1), (delivery.Outcome, batch.RefusedCount));
        Assert.Equal([UploadStatus.InProgress, UploadStatus.Failure], _bench.Statuses());
        Assert.Empty(await _bench.Bucket.OpenUploadsAsync());
    }

    [Fact]
    public async Task Open_tasks_are_canceled_and_their_parts_thrown_away()
    {
        await _bench.AppendTaskAsync(_bench.NewFile("a.mp4", 16 * MiB).Path, "a.mp4");
        await _bench.AppendTaskAsync(_bench.NewFile("b.mp4", 100).Path, "b.mp4");
        await CutOffAtPartAsync(2);

        using var destination = _bench.Destination();
        await destination.CancelOpenAsync(_bench.Batches.Stream, 0, "the stream was deleted", TestContext.Current.CancellationToken);

        Assert.Equal([UploadStatus.InProgress, UploadStatus.Canceled, UploadStatus.Canceled], _bench.Statuses());
        Assert.Equal(
            [0L, 1L],
            _bench.StatusDocuments().Skip(1).Select(s => s.GetProperty("statusContext").GetProperty("sequenceNumber").GetInt64()));
        Assert.Empty(await _bench.Bucket.OpenUploadsAsync());
        Assert.Empty(Directory.GetFiles(_bench.StateFolder));
    }

    [Fact]
    public async Task A_task_that_waited_longer_than_its_time_to_live_is_canceled()
    {
        await _bench.AppendTaskAsync(_bench.NewFile("clip.mp4", 100).Path, "clip.mp4");
        using var destination = _bench.Destination(timeToLive: TimeSpan.Zero);

        var (delivery, batch) = await _bench.DeliverAsync(destination, 0);

        Assert.Equal((DeliveryOutcome.Confirmed, 1), (delivery.Outcome, batch.RefusedCount));
        Assert.Equal([UploadStatus.Canceled], _bench.Statuses());
        Assert.Empty(await _bench.Bucket.KeysAsync());
    }

    [Fact]
    public async Task Parts_that_cannot_be_thrown_away_are_a_warning()
    {
        var (path, _) = _bench.NewFile("clip.mp4", 16 * MiB);
        await _bench.AppendTaskAsync(path, "clip.mp4");
        await CutOffAtPartAsync(2);
        File.Delete(path);
        _proxy.Break = context => Task.FromResult(HttpMethods.IsDelete(context.Request.Method) ? Results.StatusCode(403) : null);

        using var next = Destination();
        await _bench.DeliverAsync(next, 0);

        Assert.Equal([UploadStatus.InProgress, UploadStatus.Warning, UploadStatus.Failure], _bench.Statuses());
    }

    [Fact]
    public async Task A_task_that_is_overwritten_while_it_is_uploaded_is_canceled_by_name_and_the_next_goes_on()
    {
        var stream = _bench.Batches.Stream;
        await _bench.Batches.Store.UpdateAsync(
            stream.Definition with { MaxBytes = 4096, SegmentBytes = 1024, OnFull = Streams.OnFull.OverwriteOldest });
        var (path, _) = _bench.NewFile("a.mp4", 16 * MiB);
        await _bench.AppendTaskAsync(path, "a-!{timestamp:yyyy}.mp4");
        await CutOffAtPartAsync(2);
        while (stream.OldestSequence == 0) await _bench.AppendTaskAsync(_bench.NewFile("b.mp4", 100).Path, "b.mp4");

        using var next = Destination();
        Assert.Equal(Delivery.Confirmed, (await _bench.DeliverAsync(next, stream.OldestSequence)).Delivery);

        Assert.Equal([UploadStatus.InProgress, UploadStatus.Canceled, UploadStatus.InProgress, UploadStatus.Success], _bench.Statuses());
        var context = _bench.StatusDocuments()[1].GetProperty("statusContext");
        Assert.Equal(0, context.GetProperty("sequenceNumber").GetInt64());
        var task = context.GetProperty("s3ExportTaskDefinition");
        Assert.Equal(
            ("file:" + path, "a-!{timestamp:yyyy}.mp4"), (task.GetProperty("inputUrl").GetString(), task.GetProperty("key").GetString()));
        Assert.Empty(await _bench.Bucket.OpenUploadsAsync());
    }

    [Fact]
    public async Task A_task_that_is_overwritten_before_the_export_ends_is_canceled_with_it()
    {
        var stream = _bench.Batches.Stream;
        await _bench.Batches.Store.UpdateAsync(
            stream.Definition with { MaxBytes = 4096, SegmentBytes = 1024, OnFull = Streams.OnFull.OverwriteOldest });
        await _bench.AppendTaskAsync(_bench.NewFile("a.mp4", 16 * MiB).Path, "a.mp4");
        await CutOffAtPartAsync(2);
        while (stream.OldestSequence == 0) await _bench.AppendTaskAsync(_bench.NewFile("b.mp4", 100).Path, "b.mp4");

        using var destination = Destination();
        await destination.CancelOpenAsync(stream, 0, "the stream was deleted", TestContext.Current.CancellationToken);

        var open = stream.NewestSequence - stream.OldestSequence + 1;
        Assert.Equal(UploadStatus.InProgress, _bench.Statuses()[0]);
        Assert.Equal(Enumerable.Repeat(UploadStatus.Canceled, (int)open + 1), _bench.Statuses().Skip(1));
        Assert.Equal(0, _bench.StatusDocuments()[1].GetProperty("statusContext").GetProperty("sequenceNumber").GetInt64());
        Assert.Empty(await _bench.Bucket.OpenUploadsAsync());
    }

    [Fact]
    public async Task A_settled_task_of_a_stream_that_is_gone_gets_the_status_that_it_earned()
    {
        new S3TaskStates(_bench.StateFolder, "clips").Write(new S3TaskState
        {
            Schema = S3TaskState.CurrentSchema,
            Stream = "clip-uploads",
            Incarnation = "an earlier one",
            Export = "clips",
            Sequence = 7,
            Message = """{"inputUrl":"file:/data/old.mp4","bucket":"lake","key":"old.mp4"}""",
            Phase = S3TaskPhase.Settled,
            Outcome = UploadStatus.Success,
        });
        await _bench.AppendTaskAsync(_bench.NewFile("clip.mp4", 100).Path, "clip.mp4");

        using var destination = Destination();
        await _bench.DeliverAsync(destination, 0);

        Assert.Equal([UploadStatus.Success, UploadStatus.InProgress, UploadStatus.Success], _bench.Statuses());
        var context = _bench.StatusDocuments()[0].GetProperty("statusContext");
        Assert.Equal("file:/data/old.mp4", context.GetProperty("s3ExportTaskDefinition").GetProperty("inputUrl").GetString());
    }

    [Fact]
    public async Task A_server_that_does_not_answer_keeps_no_task_from_being_canceled_at_the_end()
    {
        await _bench.AppendTaskAsync(_bench.NewFile("clip.mp4", 16 * MiB).Path, "clip.mp4");
        await CutOffAtPartAsync(2);
        _proxy.Break = context => Task.FromResult(HttpMethods.IsDelete(context.Request.Method) ? S3Answers.SlowDown : null);

        using var destination = Destination();
        await destination.CancelOpenAsync(_bench.Batches.Stream, 0, "the export was deleted", TestContext.Current.CancellationToken);

        Assert.Equal([UploadStatus.InProgress, UploadStatus.Warning, UploadStatus.Canceled], _bench.Statuses());
    }

    /// <summary>The export, by way of the proxy.</summary>
    private S3TaskDestination Destination(StatusLevel level = StatusLevel.Info) =>
        _bench.Destination(_bench.Bucket.Connection(_proxy.Endpoint), level);

    /// <summary>
    /// Uploads until a part is on its way, and then ends client and destination as a kill would: nothing of them runs on.
    /// </summary>
    private async Task CutOffAtPartAsync(int part)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _proxy.Break = async context =>
        {
            if (PartOf(context) != part) return null;
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return null;
        };
        using var killed = new CancellationTokenSource();
        using (var destination = Destination())
        {
            var delivering = _bench.DeliverAsync(destination, 0, killed.Token);
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await killed.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivering);
        }
        _proxy.Break = _ => Task.FromResult<IResult?>(null);
    }

    private static int? PartOf(HttpContext context) => HttpMethods.IsPut(context.Request.Method)
        ? S3Proxy.PartNumber(context.Request.QueryString.Value!)
        : null;

    private static bool IsCompletion(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.Query.ContainsKey("uploadId");
}

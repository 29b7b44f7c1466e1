using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shoreline.Cloud.Ingest;
using Shoreline.Core;
using Shoreline.Lake;
using Shoreline.Lake.Store;

namespace Shoreline.Cloud.Media;

/// <summary>Puts media records into the bucket: the object first, then its row. Sent twice, a record is there once.</summary>
internal sealed class MediaArchive(
    IObjectStore store, LandedRecords landed, RawCommitter committer, MediaIndex index, IngestCounters counters, TimeProvider time,
    ILogger logger)
{
    private readonly ConcurrentDictionary<(StreamKey, long), Task> _underWay = new(); // bounded by the uploads admitted

    /// <summary>Returns once both object and row are durable. Whoever sends the same record meanwhile waits for the same.</summary>
    /// <remarks>Cancelling ends the wait only: what was begun is finished.</remarks>
    public async Task StoreAsync(MediaUpload upload, CancellationToken cancellationToken)
    {
        var stream = await landed.GetAsync(upload.Stream, cancellationToken);
        var range = new SequenceRange(upload.Sequence, upload.Sequence);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var underWay = _underWay.GetOrAdd((upload.Stream, upload.Sequence), done.Task);
        if (underWay != done.Task)
        {
            counters.MediaReceived(duplicate: true);
            await underWay.WaitAsync(cancellationToken);
            return;
        }
        var claim = stream.Take(range);
        counters.MediaReceived(duplicate: claim.Fresh.Count == 0);
        if (claim.Fresh.Count > 0) await BeginAsync(upload, stream, range, done);
        else Finish(upload, done, claim.Landed.Count > 0 ? null : ComesOtherwise(upload));
        await done.Task.WaitAsync(cancellationToken);
    }

    private static ShorelineException ComesOtherwise(MediaUpload upload) =>
        new(
            $"Record {upload.Sequence} of stream '{upload.Stream.Stream}' is on its way to the bucket by MQTT already. Send a stream one way only.");

    private async Task BeginAsync(MediaUpload upload, LandedStream stream, SequenceRange range, TaskCompletionSource done)
    {
        try
        {
            // False where a sender was cut off between object and row: the object is the same, the row still to come.
            await store.PutIfAbsentAsync(upload.ObjectKey, upload.Body);
            Show(upload);
            await committer.AddAsync(new Pending(this, upload, stream, range, done, time.NowNs()), CancellationToken.None);
        }
        catch (Exception e) // told to the sender, who keeps the record and tries again
        {
            stream.Release(range);
            CloudLog.MediaNotStored(logger, upload.ObjectKey, e);
            Finish(upload, done, e);
        }
    }

    private void Show(MediaUpload upload)
    {
        counters.MediaStored(time.NowNs());
        if (upload.Fragment is { } fragment) index.Add(fragment);
        if (upload.Face is { } face) index.Faces.Add(face);
    }

    private void Landed(MediaUpload upload, TaskCompletionSource done)
    {
        counters.MediaLanded();
        Finish(upload, done, error: null);
    }

    private void Finish(MediaUpload upload, TaskCompletionSource done, Exception? error)
    {
        _underWay.TryRemove((upload.Stream, upload.Sequence), out _);
        if (error is null) done.SetResult();
        else done.SetException(error);
    }

    /// <summary>The row of an object that is in the bucket.</summary>
    private sealed class Pending(
        MediaArchive archive, MediaUpload upload, LandedStream stream, SequenceRange range, TaskCompletionSource done,
        long receivedNs) : IPendingRows
    {
        public string Table { get; } = RawTable.NameOf(upload.Stream.Stream);

        public IReadOnlyList<RawRow> Rows { get; } =
        [
            new RawRow(
                upload.Stream.Device, upload.Stream.Stream, upload.Stream.Incarnation, upload.Sequence, upload.AppendedAtNs, receivedNs,
                upload.HeaderJson.ToArray(), upload.ObjectKey), // a copy: the header is a slice of the whole record, which may go now
        ];

        public void Committed()
        {
            stream.Committed(range);
            archive.Landed(upload, done);
        }
    }
}

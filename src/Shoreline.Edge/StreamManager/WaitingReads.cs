using Shoreline.Greengrass.StreamManager;
using Shoreline.Greengrass.StreamManager.Messages;
using Shoreline.Streams;

namespace Shoreline.Edge.StreamManager;

/// <summary>The reads of one connection: each waits by itself for its messages, and delays nobody (specification, 3.7 and 1.6).</summary>
internal sealed class WaitingReads(
    StreamStore store, StreamServerOptions options, ServerMemory memory, TimeProvider time, Responder responder) : IDisposable
{
    private const double EarlyShare = 0.05; // an answer may come this much early, and never late
    private static readonly TimeSpan EarlyMost = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(20); // timers end at 2^32 ms

    private readonly SemaphoreSlim _making = new(1); // one answer at a time: they are large
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts a read. It answers by itself, at the latest when <paramref name="cancellationToken"/> ends it.</summary>
    /// <param name="arrivedAt">When it came: its time runs from then on, whatever it had to wait for before this.</param>
    public void Begin(ReadMessagesRequest request, long arrivedAt, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_running.Count < options.MaxWaitingReads)
            {
                var reading = new Task<Task>(() => RunAsync(request, arrivedAt, cancellationToken));
                var whole = reading.Unwrap();
                _running.Add(whole);
                whole.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                reading.Start(TaskScheduler.Default);
                return;
            }
        }
        responder.Fail(Operation.ReadMessages, request.RequestId,
            new RequestFailure(
                StatusCode.UnknownFailure,
                $"{options.MaxWaitingReads} reads wait on this connection already; open another, or wait for an answer"));
    }

    /// <summary>Completes when all have answered.</summary>
    public Task EndAsync()
    {
        lock (_gate) return Task.WhenAll(_running.ToArray());
    }

    public void Dispose() => _making.Dispose();

    private void Ended(Task reading)
    {
        lock (_gate) _running.Remove(reading);
    }

    private async Task RunAsync(ReadMessagesRequest request, long arrivedAt, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(request, arrivedAt, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            responder.Fail(
                Operation.ReadMessages, request.RequestId,
                new RequestFailure(StatusCode.NotEnoughMessages, "not enough messages: the server is stopping"));
        }
        catch (IOException e)
        {
            var isGone = !store.TryGet(request.StreamName, out _); // deleted under the read's hands
            responder.Fail(Operation.ReadMessages, request.RequestId,
                isGone ? new StreamNotFoundException(request.StreamName) : new RequestFailure(StatusCode.MessageStoreReadError, e.Message));
        }
        catch (Exception e)
        {
            responder.Fail(Operation.ReadMessages, request.RequestId, e);
        }
    }

    private async Task ReadAsync(ReadMessagesRequest request, long arrivedAt, CancellationToken cancellationToken)
    {
        var wanted = request.ReadMessagesOptions ?? new ReadMessagesOptions();
        if (wanted.Fault() is { } fault) throw new RequestFailure(StatusCode.InvalidRequest, fault);
        var stream = store.Get(request.StreamName);
        var desired = wanted.DesiredStartSequenceNumber ?? 0;
        var least = (int)(wanted.MinMessageCount ?? 1);
        var most = (int)(wanted.MaxMessageCount ?? least);
        var limit = AnswerWithin(wanted.ReadTimeoutMillis ?? 0);
        while (true)
        {
            var start = Math.Max(desired, stream.OldestSequence);
            var newest = stream.NewestSequence;
            var available = newest >= start ? newest - start + 1 : 0;
            if (available >= least)
            {
                available = await AnswerAsync(request, stream, start, least, most, cancellationToken);
                if (available >= least) return;
                newest = stream.NewestSequence; // records were lost to damage, so there are fewer than their numbers say
            }
            var left = limit - time.GetElapsedTime(arrivedAt);
            if (left <= TimeSpan.Zero) throw NotEnough(desired, newest, available, least);
            var beyond = start > long.MaxValue - least ? long.MaxValue : start + least - 1;
            var lastMissing = newest >= start ? newest + (least - available) : beyond;
            await stream.WaitAsync(lastMissing, left < LongestWait ? left : LongestWait, cancellationToken);
        }
    }

    /// <summary>Answers if there are enough messages. Returns how many there are.</summary>
    private async Task<int> AnswerAsync(
        ReadMessagesRequest request, DurableStream stream, long start, int least, int most, CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            await responder.Sender.RoomAsync(cancellationToken);
            using var batch = new RecordBatch();
            var count = ReadAtLeast(stream, start, least, most, batch);
            if (count >= least) responder.Send(Operation.ReadMessagesResponse, Response(request, batch));
            return count;
        }
        finally
        {
            _making.Release();
        }
    }

    private int ReadAtLeast(DurableStream stream, long start, int least, int most, RecordBatch batch)
    {
        var newest = stream.NewestSequence;
        var count = stream.Read(start, most, memory.ReadBytes, batch);
        if (count >= least || count == 0 || batch[count - 1].Sequence >= newest) return count;
        var bytes = memory.MaxReadBytes;
        count = stream.Read(start, least, bytes, batch);
        if (count >= least || count == 0 || batch[count - 1].Sequence >= newest) return count;
        throw new RequestFailure(StatusCode.ResponsePayloadTooLarge,
            $"{least} messages take more than {bytes:N0} bytes, which is this connection's share; {count} fit. Ask for fewer");
    }

    private static ReadMessagesResponse Response(ReadMessagesRequest request, RecordBatch batch)
    {
        const long NanosecondsPerMillisecond = 1_000_000;
        var messages = new List<Message>(batch.Count);
        foreach (var record in batch)
        {
            messages.Add(new Message(request.StreamName, record.Sequence, record.AppendedAtNs / NanosecondsPerMillisecond, record.Payload));
        }
        return new ReadMessagesResponse { RequestId = request.RequestId, Messages = messages };
    }

    private static TimeSpan AnswerWithin(long timeoutMs)
    {
        var timeout = TimeSpan.FromMilliseconds(timeoutMs);
        var early = timeout * EarlyShare;
        return timeout - (early < EarlyMost ? early : EarlyMost);
    }

    private static RequestFailure NotEnough(long desired, long newest, long available, int least) =>
        new(StatusCode.NotEnoughMessages, desired > newest
            // Programs look for the words "greater than the last sequence number".
            ? $"not enough messages: the desired start sequence number, {desired}, is greater than the last sequence number, {newest}"
            : $"not enough messages: {available} of {least}");
}

using Microsoft.Extensions.Logging;
using Shoreline.Lake;

namespace Shoreline.Cloud.Ingest;

/// <summary>Gathers rows per table and commits them together; only then are they acknowledged to whoever sent them.</summary>
/// <remarks>
/// A commit that fails is tried again for ever with capped, jittered back-off, and its rows stay here: nothing that was taken is given up while the
/// process lives, and nothing is acknowledged before it is durable. What is held is bounded: above <see cref="HeldBytesLimit"/> senders wait.
/// </remarks>
internal sealed class RawCommitter : IAsyncDisposable
{
    private const int RowOverheadBytes = 256; // names, times and list entries beside the payload
    private const int HeldCommits = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryWhileStopping = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);

    private readonly RawTables _tables;
    private readonly IngestOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new(); // guards the queues, the held bytes and the two signals
    private readonly Dictionary<string, TableQueue> _queues = [];
    private TaskCompletionSource _early = NewSignal();
    private TaskCompletionSource _room = NewSignal();
    private long _heldBytes;
    private readonly CancellationTokenSource _givenUp = new();
    private volatile bool _stopping;
    private Task _loop = Task.CompletedTask;

    public RawCommitter(RawTables tables, IngestOptions options, TimeProvider time, ILogger logger) =>
        (_tables, _options, _time, _logger) = (tables, options, time, logger);

    /// <summary>The failure that commits are waiting on, or null. One line, for the status page.</summary>
    public string? LastError
    {
        get { lock (_lock) return _queues.Values.Select(queue => queue.Error).FirstOrDefault(error => error is not null); }
    }

    private long HeldBytesLimit => _options.CommitBytes * HeldCommits;

    public void Start() => _loop = RunAsync();

    /// <summary>Takes the rows over; waits while too much is held already. <see cref="IPendingRows.Committed"/> tells when they are durable.</summary>
    public async ValueTask AddAsync(IPendingRows rows, CancellationToken cancellationToken)
    {
        var bytes = SizeOf(rows);
        while (true)
        {
            Task room;
            lock (_lock)
            {
                if (_heldBytes == 0 || _heldBytes + bytes <= HeldBytesLimit)
                {
                    Take(rows, bytes);
                    return;
                }
                room = _room.Task;
            }
            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Commits what is held and ends. What the bucket does not take within ten seconds stays unacknowledged: its sender sends it again.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        lock (_lock) _early.TrySetResult();
        _givenUp.CancelAfter(StopWithin);
        await _loop;
        if (_heldBytes > 0) CloudLog.StoppedWithRowsHeld(_logger, _heldBytes, LastError ?? "the bucket is slow");
        _givenUp.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static long SizeOf(IPendingRows rows)
    {
        long bytes = 0;
        foreach (var row in rows.Rows) bytes += row.Payload.Length + RowOverheadBytes;
        return bytes;
    }

    private void Take(IPendingRows rows, long bytes)
    {
        if (!_queues.TryGetValue(rows.Table, out var queue)) _queues.Add(rows.Table, queue = new TableQueue(rows.Table));
        queue.Waiting.Add(rows);
        queue.WaitingBytes += bytes;
        _heldBytes += bytes;
        if (_heldBytes >= _options.CommitBytes) _early.TrySetResult();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            Task early;
            lock (_lock) early = _early.Task;
            await Task.WhenAny(early, Task.Delay(_options.CommitInterval, _time));
            var wasStopping = _stopping;
            List<TableQueue> due;
            lock (_lock)
            {
                if (!_stopping) _early = NewSignal();
                var now = _time.GetTimestamp();
                due = [.. _queues.Values.Where(queue => queue.Waiting.Count > 0 && (wasStopping || queue.IsDue(now)))];
            }
            await Task.WhenAll(due.Select(CommitAsync)); // tables are independent; the lake bounds how many it writes at once
            if (!wasStopping) continue;
            lock (_lock)
            {
                if (_heldBytes == 0) return;
            }
            if (_givenUp.IsCancellationRequested) return;
            await Task.Delay(RetryWhileStopping, _time);
        }
    }

    private async Task CommitAsync(TableQueue queue)
    {
        List<IPendingRows> batch;
        long bytes;
        lock (_lock) (batch, bytes) = queue.TakeAll();
        try
        {
            var rows = await RowsToAppendAsync(queue.Table, batch, checkTable: queue.Attempts > 0);
            if (rows.Count > 0) await _tables.AppendAsync(queue.Table, rows, _givenUp.Token);
        }
        catch (Exception e) // whatever it is, the rows are kept and tried again: losing them is the one wrong answer
        {
            PutBack(queue, batch, bytes, e);
            return;
        }
        lock (_lock)
        {
            queue.Succeeded();
            _heldBytes -= bytes;
            _room.TrySetResult();
            _room = NewSignal();
        }
        foreach (var rows in batch) rows.Committed();
    }

    private void PutBack(TableQueue queue, List<IPendingRows> batch, long bytes, Exception error)
    {
        TimeSpan pause;
        lock (_lock)
        {
            pause = Backoff(queue.Attempts);
            queue.Failed(batch, bytes, error, _time.GetTimestamp() + (long)(pause.TotalSeconds * _time.TimestampFrequency));
        }
        CloudLog.CommitFailed(_logger, queue.Table, batch.Count, bytes, pause.TotalSeconds, error);
    }

    // A failed commit may have reached the bucket all the same (the log file was linked, then the folder's flush failed), so a second attempt
    // leaves out what the table has by now.
    private async Task<IReadOnlyList<RawRow>> RowsToAppendAsync(string table, List<IPendingRows> batch, bool checkTable)
    {
        if (!checkTable) return [.. batch.SelectMany(pending => pending.Rows)];
        var landed = new Dictionary<StreamKey, SequenceSet>();
        var rows = new List<RawRow>();
        foreach (var row in batch.SelectMany(pending => pending.Rows))
        {
            var key = new StreamKey(row.Device, row.Stream, row.Incarnation);
            if (!landed.TryGetValue(key, out var set))
            {
                landed.Add(key, set = new SequenceSet());
                foreach (var range in await _tables.LandedAsync(table, key, _givenUp.Token)) set.Add(range);
            }
            if (!set.Contains(row.Sequence)) rows.Add(row);
        }
        return rows;
    }

    private static TimeSpan Backoff(int attempts)
    {
        var seconds = Math.Min(LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, Math.Min(attempts, 10)));
        return TimeSpan.FromSeconds(seconds * (0.5 + Random.Shared.NextDouble() / 2));
    }
}

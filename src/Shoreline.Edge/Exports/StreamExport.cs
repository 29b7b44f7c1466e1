using Microsoft.Extensions.Logging;
using Shoreline.Core.Records;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>Delivers one stream to one destination: in order of the stream, several batches at once, each again and again until it is confirmed.</summary>
/// <remarks>
/// The cursor moves over a batch when it and all before it are confirmed (or set aside as refused), never otherwise, so whatever ends the process, what was
/// not confirmed is sent again. Nothing here is in the way of appends.
/// </remarks>
internal sealed class StreamExport(
    DurableStream stream, IExportDestination destination, DeadLetters deadLetters, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    /// <summary>A wait for records is renewed this often; it bounds nothing, it only keeps no wait alive for ever.</summary>
    private static readonly TimeSpan WaitForRecords = TimeSpan.FromMinutes(1);

    private readonly record struct InFlight(ExportBatch Batch, Task<bool> Delivered);

    private readonly Queue<InFlight> _window = new();
    private readonly ExportCursor _cursor = stream.OpenCursor(destination.Id);
    private long _windowBytes;
    private long _next;
    private int _inFlight;
    private int _retrying;
    private volatile string? _error;

    public string Stream => stream.Name;

    /// <summary>Whether there is something to deliver and a connection to deliver it over.</summary>
    public bool CanAdvance => destination.IsReachable && _cursor.Confirmed < stream.NewestSequence;

    /// <summary>The export at this moment, for the page and the device record.</summary>
    public ExportReport Report
    {
        get
        {
            var state = !destination.IsReachable ? "offline"
                : Volatile.Read(ref _retrying) > 0 ? "waiting"
                : Volatile.Read(ref _inFlight) > 0 ? "sending"
                : "idle";
            return new ExportReport { Id = destination.Id, Confirmed = _cursor.Confirmed, State = state, Error = _error };
        }
    }

    /// <summary>Flushes the cursor, if it moved.</summary>
    public ValueTask SaveAsync() => _cursor.SaveAsync(CancellationToken.None);

    /// <summary>Runs until <paramref name="stopping"/> or the stream is deleted.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        _next = _cursor.Confirmed + 1;
        using var reader = new RecordBatch();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task arrival = Task.CompletedTask; // of a record beyond the window
        try
        {
            while (true)
            {
                FillWindow(reader, ending.Token);
                var waits = new List<Task>(2);
                if (_window.TryPeek(out var oldest)) waits.Add(oldest.Delivered);
                if (HasRoom)
                {
                    if (arrival.IsCompleted) arrival = stream.WaitAsync(_next, WaitForRecords, ending.Token).AsTask();
                    waits.Add(arrival);
                }
                await Task.WhenAny(waits).ConfigureAwait(false);
                if (arrival.IsCompleted) await arrival.ConfigureAwait(false);
                await ConfirmDeliveredAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The end of the loop; what is in the window is sent again by the next start.
        }
        catch (Exception e) when (e is StreamNotFoundException or ObjectDisposedException or IOException)
        {
            // Deleted, or the disk refused to read. The engine takes the stream up again if it is there.
            EdgeLog.ExportInterrupted(logger, stream.Name, destination.Id, e.Message);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await DrainAsync(arrival).ConfigureAwait(false);
        }
    }

    private bool HasRoom => _window.Count < destination.Limits.WindowBatches && _windowBytes < destination.Limits.WindowBytes;

    private void FillWindow(RecordBatch reader, CancellationToken ending)
    {
        while (HasRoom && ExportBatch.Read(stream, _next, destination.Limits, reader) is { } batch)
        {
            _next = batch.Last + 1;
            _windowBytes += batch.Bytes;
            Interlocked.Increment(ref _inFlight);
            _window.Enqueue(new InFlight(batch, DeliverUntilDoneAsync(batch, ending)));
        }
    }

    private async Task ConfirmDeliveredAsync()
    {
        var confirmed = -1L;
        while (_window.TryPeek(out var oldest) && oldest.Delivered.IsCompleted)
        {
            await oldest.Delivered.ConfigureAwait(false);
            confirmed = oldest.Batch.Last;
            _windowBytes -= oldest.Batch.Bytes;
            oldest.Batch.Dispose();
            _window.Dequeue();
        }
        if (confirmed >= 0) _cursor.Confirm(confirmed);
    }

    private async Task<bool> DeliverUntilDoneAsync(ExportBatch batch, CancellationToken ending)
    {
        var backoff = new Backoff(FirstRetry, LongestRetry);
        try
        {
            while (true)
            {
                await destination.WaitReachableAsync(ending).ConfigureAwait(false);
                var delivery = await destination.DeliverAsync(batch, FreePermit.Instance, ending).ConfigureAwait(false);
                switch (delivery.Outcome)
                {
                    case DeliveryOutcome.Confirmed:
                        _error = null;
                        return true;
                    case DeliveryOutcome.Refused:
                        await SetAsideAsync(batch, delivery.Reason!, ending).ConfigureAwait(false);
                        return true;
                }
                if (Interlocked.Exchange(ref _error, delivery.Reason) != delivery.Reason) // said once, not once a retry
                {
                    EdgeLog.DeliveryFailed(logger, stream.Name, destination.Id, batch.First, batch.Last, delivery.Reason!);
                }
                await PauseAsync(backoff.Next(), ending).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task SetAsideAsync(ExportBatch batch, string reason, CancellationToken ending)
    {
        _error = $"records {batch.First} to {batch.Last} were refused and set aside: {reason}";
        EdgeLog.RecordsRefused(logger, stream.Name, destination.Id, batch.First, batch.Last, reason);
        var backoff = new Backoff(FirstRetry, LongestRetry);
        while (await deadLetters.TryAddAsync(batch, destination.Id, reason, ending).ConfigureAwait(false) is { } failure)
        {
            _error = failure;
            await PauseAsync(backoff.Next(), ending).ConfigureAwait(false);
        }
    }

    private async Task PauseAsync(TimeSpan delay, CancellationToken ending)
    {
        Interlocked.Increment(ref _retrying);
        try
        {
            await Task.Delay(delay, time, ending).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _retrying);
        }
    }

    private async Task DrainAsync(Task arrival)
    {
        foreach (var (batch, delivered) in _window)
        {
            await ((Task)delivered).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // cancelled: it is sent again by the next start
            batch.Dispose();
        }
        _window.Clear();
        await arrival.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

using System.Runtime.CompilerServices;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>
/// Delivers one stream to one destination: in order of the stream, several batches on their way at once, each again and again until it is
/// settled.
/// </summary>
/// <remarks>
/// <para>The cursor moves over a batch when each of its records is confirmed, or refused and set aside, and so are all batches before it;
/// never otherwise. Whatever ends the process, what was not settled is sent again. Nothing here is in the way of appends.</para>
/// <para>One loop does everything but the attempts themselves, so only <see cref="View"/> is read by other threads. It has one turn on the
/// link at a time and sends the oldest batch first: batches cross in the order of the stream, and after a failure nothing overtakes the one
/// that failed.</para>
/// </remarks>
internal sealed class StreamExport
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);

    private readonly DurableStream _stream;
    private readonly ExportSpec _spec;
    private readonly ExportRoute _route;
    private readonly ExportServices _services;
    private readonly ExportCursor _cursor;
    private readonly ExportFeed _feed;
    private readonly ExportProgress _progress = new();
    private readonly ExportLink _link;
    private readonly FlightWindow _window;
    private readonly Backoff _backoff;
    private readonly List<Task> _waits = [];
    private TimeSpan _pause; // before the next attempt
    private int _pauses;
    private Task<Turn>? _entering;
    private Task? _arrival;

    /// <exception cref="IOException">The cursor cannot be made.</exception>
    public StreamExport(DurableStream stream, ExportSpec spec, ExportRoute route, ExportServices services)
    {
        (_stream, _spec, _route, _services) = (stream, spec, route, services);
        _cursor = stream.OpenCursor(spec.Id);
        _feed = new ExportFeed(stream, spec, route.Destination.Limits, services.Time) { Next = _cursor.Confirmed + 1 };
        if (spec.StartSequence is { } start && HasYetToMove(start)) MoveTo(start);
        _link = new ExportLink(stream.Name, spec, route, services, _progress);
        _window = new FlightWindow(route.Destination.Limits, services.Flights);
        _backoff = new Backoff(FirstRetry, spec.LongestRetry ?? services.LongestRetry);
        View = new ExportView(stream, spec, route, services, _cursor, _progress);
        Tags = [new("stream", stream.Name), new("export", spec.Name)];
    }

    public ExportSpec Spec => _spec;

    /// <summary>How it stands.</summary>
    public ExportView View { get; }

    /// <summary>Of its metrics.</summary>
    public KeyValuePair<string, object?>[] Tags { get; }

    /// <summary>Goes on at a sequence, back or forth. Only while it does not run.</summary>
    public void MoveTo(long start)
    {
        _cursor.MoveTo(Math.Min(start - 1, _stream.NewestSequence));
        _feed.Next = Math.Max(_cursor.Confirmed + 1, start);
    }

    /// <summary>Flushes the cursor, if it moved.</summary>
    public ValueTask SaveAsync() => _cursor.SaveAsync(CancellationToken.None);

    /// <summary>Runs until <paramref name="stopping"/> or the stream is deleted.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            while (true)
            {
                ending.Token.ThrowIfCancellationRequested();
                await SettleAsync(ending.Token).ConfigureAwait(false);
                if (await TrySendAsync(ending.Token).ConfigureAwait(false)) continue;
                await WaitAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The end of the loop; what is in the window is sent again by the next start.
        }
        catch (Exception e) when (e is StreamNotFoundException or ObjectDisposedException or IOException)
        {
            // Deleted, or the disk refused to read. The engine takes the stream up again if it is there.
            EdgeLog.ExportInterrupted(_services.Logger, _stream.Name, _spec.Name, e.Message);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await EndAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether the position is certainly not that of a start: nothing is confirmed, and the start lies behind; or a kill came between a
    /// definition with another start and the move that it asks for. The move would have made the cursor answer from the start on, or from
    /// the oldest record of that time.
    /// </summary>
    private bool HasYetToMove(long start)
    {
        if (_cursor.Confirmed < _cursor.Start && start > _cursor.Start) return true;
        return _spec.StartMovesPosition && (_cursor.Start < start || _cursor.Start > Math.Max(start, _stream.OldestSequence));
    }

    /// <summary>Takes the answers that came, and moves the cursor over what is settled up to the first gap.</summary>
    private async Task SettleAsync(CancellationToken ending)
    {
        foreach (var flight in _window.Flights)
        {
            if (flight.Attempt is { IsCompleted: true } attempt) Judge(flight, await attempt.ConfigureAwait(false));
        }
        while (_window.OldestAnswered is { Batch: var batch })
        {
            if (batch.RefusedCount > 0) await SetAsideAsync(batch, ending).ConfigureAwait(false);
            var (refused, bytes) = (batch.RefusedCount, batch.DeliveredBytes);
            _cursor.Confirm(batch.Last, batch.Count - refused, bytes, refused);
            _services.Metrics.Exported(batch.Count - refused, bytes, Tags);
            if (refused > 0) _services.Metrics.Refused(refused, Tags);
            _window.RemoveOldest();
        }
    }

    /// <param name="answer">Null where the attempt did not come about.</param>
    private void Judge(Flight flight, Delivery? answer)
    {
        flight.Attempt = null;
        _progress.AttemptEnded();
        if (answer is not { } delivery) return;
        var batch = flight.Batch;
        if (delivery.Outcome == DeliveryOutcome.Confirmed) batch.SetRestDelivered();
        if (delivery.Outcome == DeliveryOutcome.Refused) batch.SetRestRefused(delivery.Reason!);
        flight.WasAnswered = batch.PendingCount == 0;
        if (flight.WasAnswered)
        {
            _backoff.Reset();
            if (batch.RefusedCount < batch.Count) _progress.Failure = null;
            return;
        }
        _services.Metrics.Retried(Tags);
        var reason = delivery.Reason!;
        // Said once, not once a retry.
        if (_progress.Failure != reason)
        {
            EdgeLog.DeliveryFailed(_services.Logger, _stream.Name, _spec.Name, batch.First, batch.Last, reason);
        }
        _progress.Failure = reason;
        // A link that is down is its gate's business; a pause of the export's own is for a destination that answers, or for a connection
        // that drops again and again. What failed together with it, sent before the last pause, is no further failure: sixteen batches lost
        // at once must not be taken for sixteen in a row.
        var isGates = delivery.Outcome == DeliveryOutcome.Unreachable && _route.Gate is not null;
        if (isGates || flight.PausesBefore < _pauses) return;
        _pause = _backoff.Next();
        _pauses++;
    }

    /// <summary>Begins the next attempt if it is time for one.</summary>
    /// <returns>True where there may be more to do at once.</returns>
    private async ValueTask<bool> TrySendAsync(CancellationToken ending)
    {
        if (_progress.IsCrossing) return false;
        if (_arrival is { IsCompleted: true } arrival) await arrival.ConfigureAwait(false); // throws what ended it
        if (_entering is null)
        {
            if (_window.FirstUnsent is null && !(_window.HasRoom && IsDue(ending))) return false;
            _entering = _link.EnterAsync(_pause, ending);
            _pause = TimeSpan.Zero;
        }
        if (!_entering.IsCompleted) return false;
        var turn = await _entering.ConfigureAwait(false);
        _entering = null;
        if (turn.LinkCameBack) _backoff.Reset(); // what comes after a link that was down is a new beginning
        if (_pause == TimeSpan.Zero && (_window.FirstUnsent ?? TakeNext()) is { } flight)
        {
            _progress.Turn = turn.Send;
            _progress.AttemptBegins();
            flight.PausesBefore = _pauses;
            flight.Attempt = _link.AttemptAsync(flight.Batch, turn.Send, ending);
        }
        else
        {
            turn.Send.Dispose(); // an attempt failed meanwhile, or what was due was evicted
        }
        return true;
    }

    private bool IsDue(CancellationToken ending)
    {
        if (_feed.IsDue) return true;
        _arrival ??= _feed.WaitAsync(ending);
        return _arrival.IsCompletedSuccessfully; // one that failed is waited for, and throws
    }

    private Flight? TakeNext()
    {
        _arrival = null;
        return _feed.Read() is { } batch ? _window.Add(batch) : null;
    }

    /// <summary>Waits for whatever comes first: an answer, the end of a turn, a turn, records.</summary>
    private async Task WaitAsync()
    {
        if (!_progress.IsCrossing) _feed.LetGo(); // the next read may be long in coming
        _waits.Clear();
        foreach (var flight in _window.Flights)
        {
            if (flight.Attempt is { } attempt) _waits.Add(attempt);
        }
        if (_progress.IsCrossing) _waits.Add(_progress.Turn!.GivenBack);
        else if (_entering is { } entering) _waits.Add(entering);
        else if (_window.HasRoom && _arrival is { } arrival) _waits.Add(arrival);
        await Task.WhenAny(_waits).ConfigureAwait(false);
    }

    private async Task SetAsideAsync(ExportBatch batch, CancellationToken ending)
    {
        var first = Enumerable.Range(0, batch.Count).First(i => batch.RefusalOf(i) is not null);
        var reason = batch.RefusalOf(first)!;
        _progress.Refusal = batch.RefusedCount == 1
            ? $"record {batch.Records[first].Sequence} was refused and set aside: {reason}"
            : $"{batch.RefusedCount} of the records {batch.First} to {batch.Last} were refused and set aside: {reason}";
        EdgeLog.RecordsRefused(_services.Logger, _stream.Name, _spec.Name, batch.RefusedCount, batch.First, batch.Last, reason);
        var backoff = new Backoff(FirstRetry, ExportServices.DefaultLongestRetry);
        var from = new StrongBox<int>();
        while (await _services.DeadLetters.TryAddAsync(batch, _spec.Name, from, ending).ConfigureAwait(false) is { } failure)
        {
            _progress.Failure = failure;
            await Task.Delay(backoff.Next(), _services.Time, ending).ConfigureAwait(false);
        }
    }

    private async Task EndAsync()
    {
        await _window.EndAsync().ConfigureAwait(false);
        if (_entering is { } entering)
        {
            await ((Task)entering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (entering.IsCompletedSuccessfully) (await entering.ConfigureAwait(false)).Send.Dispose();
        }
        if (_arrival is { } arrival) await arrival.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _feed.LetGo();
    }
}

using System.Runtime.CompilerServices;
using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>Delivers one stream to one destination: in order of the stream, several batches on their way at once, each again and again until it is settled.</summary>
/// <remarks>
/// <para>The cursor moves over a batch when each of its records is confirmed, or refused and set aside, and so are all batches before it; never otherwise. Whatever ends the
/// process, what was not settled is sent again. Nothing here is in the way of appends.</para>
/// <para>One loop does everything but the attempts themselves, so only the report is read by other threads. It has one turn on the link at a time and sends the oldest batch
/// first: batches cross in the order of the stream, and after a failure nothing overtakes the one that failed.</para>
/// </remarks>
internal sealed class StreamExport
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);

    /// <summary>A batch on its way.</summary>
    private sealed class Flight(ExportBatch batch)
    {
        public ExportBatch Batch => batch;

        /// <summary>Null while it is not sent: after a failure.</summary>
        public Task<Delivery?>? Attempt { get; set; }

        /// <summary>How many pauses there were before the attempt.</summary>
        public int PausesBefore { get; set; }

        public bool WasAnswered { get; set; }
    }

    /// <param name="LinkCameBack">Whether there was no connection meanwhile.</param>
    private readonly record struct Turn(SendTurn Send, bool LinkCameBack);

    private sealed record OldestWaiting(long Sequence, long AppendedNs);

    private readonly DurableStream _stream;
    private readonly ExportSpec _spec;
    private readonly ExportRoute _route;
    private readonly ExportServices _services;
    private readonly ExportCursor _cursor;
    private readonly ExportFeed _feed;
    private readonly ExportPace _pace;
    private readonly Backoff _backoff;
    private readonly Queue<Flight> _window = new();
    private readonly List<Task> _waits = [];
    private long _windowBytes;
    private TimeSpan _pause; // before the next attempt
    private int _pauses;
    private Task<Turn>? _entering;
    private Task? _arrival;
    private volatile OldestWaiting? _oldest;
    private volatile SendTurn? _turn; // of the batch that crosses the link
    private volatile bool _isRetrying;
    private volatile bool _isQueued;
    private volatile string? _error;
    private volatile string? _refusal; // of the last refused records; a success does not undo it, a restart forgets it
    private int _inFlight;
    private long _lastAttemptNs;

    /// <exception cref="IOException">The cursor cannot be made.</exception>
    public StreamExport(DurableStream stream, ExportSpec spec, ExportRoute route, ExportServices services)
    {
        (_stream, _spec, _route, _services) = (stream, spec, route, services);
        _cursor = stream.OpenCursor(spec.Id);
        _feed = new ExportFeed(stream, spec, route.Destination.Limits, services.Time) { Next = _cursor.Confirmed + 1 };
        if (spec.StartSequence is { } start && HasYetToMove(start)) MoveTo(start);
        _pace = new ExportPace(services.Time);
        _backoff = new Backoff(FirstRetry, spec.LongestRetry ?? services.LongestRetry);
        Tags = [new("stream", stream.Name), new("export", spec.Name)];
    }

    public string Stream => _stream.Name;

    public ExportSpec Spec => _spec;

    /// <summary>Of its metrics.</summary>
    public KeyValuePair<string, object?>[] Tags { get; }

    /// <summary>Last sequence that the destination confirmed, or that was refused and set aside.</summary>
    public long Confirmed => _cursor.Confirmed;

    /// <summary>Records that are there and not confirmed.</summary>
    public long WaitingRecords => Math.Max(0, _stream.NewestSequence - Math.Max(_cursor.Confirmed, _stream.OldestSequence - 1));

    /// <summary>When the last attempt ended, in Unix nanoseconds, or the destination confirmed last in an earlier run; 0 for never.</summary>
    public long LastAttemptNs => Interlocked.Read(ref _lastAttemptNs) is > 0 and var now ? now : _cursor.Totals.LastConfirmedAtNs;

    public ExportTotals Totals => _cursor.Totals;

    /// <summary>What went wrong last, while it lasts.</summary>
    public string? Error => _error ?? _refusal;

    /// <summary>Age of the oldest record that is not confirmed.</summary>
    public TimeSpan Lag
    {
        get
        {
            if (WaitingRecords == 0) return TimeSpan.Zero;
            var sequence = _cursor.Confirmed + 1;
            if (_oldest is not { } oldest || oldest.Sequence != sequence)
            {
                if (TryReadAppendNs(sequence) is not { } appendedNs) return TimeSpan.Zero;
                _oldest = oldest = new OldestWaiting(sequence, appendedNs);
            }
            return TimeSpan.FromMicroseconds(Math.Max(0, _services.Time.NowNs() - oldest.AppendedNs) / 1000);
        }
    }

    /// <summary>Whether there is something to deliver and nothing but time in the way.</summary>
    public bool CanAdvance =>
        !_spec.Disabled && IsLinkUp && WaitingRecords > 0 && (_spec.BatchInterval is null || Volatile.Read(ref _inFlight) > 0)
        && _route.Scheduler.Look(_spec.Priority).State != BudgetState.Closed;

    /// <summary>The export at this moment, for the page and the device record.</summary>
    public ExportReport Report()
    {
        var (state, until) = State();
        var (waiting, totals) = (WaitingRecords, _cursor.Totals);
        var rates = _pace.Rates();
        return new ExportReport
        {
            Id = _spec.Id,
            Name = _spec.Name,
            To = _spec.To.Word,
            Priority = _spec.Priority,
            Confirmed = _cursor.Confirmed,
            State = state,
            Until = until,
            Error = Error,
            WaitingRecords = waiting,
            WaitingBytes = waiting == 0 ? 0 : _stream.BytesFrom(_cursor.Confirmed + 1),
            LagSeconds = Math.Round(Lag.TotalSeconds, 1),
            InPerSecond = Round(rates?.In),
            OutPerSecond = Round(rates?.Out),
            OutBytesPerSecond = Round(rates?.OutBytes),
            DrainSeconds = rates is { } r ? Round(ExportPace.DrainSeconds(waiting, r.In, r.Out)) : null,
            ExportedRecords = totals.Records,
            ExportedBytes = totals.Bytes,
            Refused = totals.Refused,
        };
    }

    /// <summary>Takes a measure of the pace; call it about once a second.</summary>
    public void Measure()
    {
        var totals = _cursor.Totals;
        _pace.Add(_stream.NewestSequence + 1, totals.Records + totals.Refused, totals.Bytes);
    }

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
    /// Whether the position is certainly not that of a start: nothing is confirmed, and the start lies behind; or a kill came between a definition with another start
    /// and the move that it asks for. The move would have made the cursor answer from the start on, or from the oldest record of that time.
    /// </summary>
    private bool HasYetToMove(long start)
    {
        if (_cursor.Confirmed < _cursor.Start && start > _cursor.Start) return true;
        return _spec.StartMovesPosition && (_cursor.Start < start || _cursor.Start > Math.Max(start, _stream.OldestSequence));
    }

    private bool IsLinkUp => _route.Destination.IsReachable && _route.Gate is not { IsDown: true };

    private (string State, string? Until) State()
    {
        if (_spec.Disabled) return ("paused", null);
        if (!IsLinkUp) return ("offline", null);
        if (_isRetrying) return ("waiting", null);
        if (_isQueued || _turn is { IsWaiting: true })
        {
            var budget = _route.Scheduler.Look(_spec.Priority);
            if (budget.State == BudgetState.Closed) return ("closed", budget.Until);
            if (budget.State == BudgetState.Paced) return ("paced", null);
            return ("queued", null);
        }
        return (Volatile.Read(ref _inFlight) > 0 ? "sending" : "idle", null);
    }

    private long? TryReadAppendNs(long sequence)
    {
        try
        {
            return ExportFeed.OldestAppendNs(_stream, sequence);
        }
        catch (IOException)
        {
            return null; // the export itself finds out and says so
        }
    }

    private static double? Round(double? value) => value is { } v ? Math.Round(v, 1) : null;

    private bool HasRoom =>
        _window.Count == 0
        || (_window.Count < _route.Destination.Limits.WindowBatches && _windowBytes < _route.Destination.Limits.WindowBytes && _services.Flights.HasRoom);

    private Flight? FirstUnsent => _window.FirstOrDefault(f => f.Attempt is null && !f.WasAnswered);

    /// <summary>Takes the answers that came, and moves the cursor over what is settled up to the first gap.</summary>
    private async Task SettleAsync(CancellationToken ending)
    {
        foreach (var flight in _window)
        {
            if (flight.Attempt is { IsCompleted: true } attempt) Judge(flight, await attempt.ConfigureAwait(false));
        }
        while (_window.TryPeek(out var oldest) && oldest.WasAnswered)
        {
            var batch = oldest.Batch;
            if (batch.RefusedCount > 0) await SetAsideAsync(batch, ending).ConfigureAwait(false);
            var (refused, bytes) = (batch.RefusedCount, batch.DeliveredBytes);
            _cursor.Confirm(batch.Last, batch.Count - refused, bytes, refused);
            _services.Metrics.Exported(batch.Count - refused, bytes, Tags);
            if (refused > 0) _services.Metrics.Refused(refused, Tags);
            Forget(batch);
            _window.Dequeue();
        }
    }

    /// <param name="answer">Null where the attempt did not come about.</param>
    private void Judge(Flight flight, Delivery? answer)
    {
        flight.Attempt = null;
        Interlocked.Decrement(ref _inFlight);
        if (answer is not { } delivery) return;
        var batch = flight.Batch;
        if (delivery.Outcome == DeliveryOutcome.Confirmed) batch.SetRestDelivered();
        if (delivery.Outcome == DeliveryOutcome.Refused) batch.SetRestRefused(delivery.Reason!);
        flight.WasAnswered = batch.PendingCount == 0;
        if (flight.WasAnswered)
        {
            _backoff.Reset();
            if (batch.RefusedCount < batch.Count) _error = null;
            return;
        }
        _services.Metrics.Retried(Tags);
        var reason = delivery.Reason!;
        if (_error != reason) EdgeLog.DeliveryFailed(_services.Logger, _stream.Name, _spec.Name, batch.First, batch.Last, reason); // said once, not once a retry
        _error = reason;
        // A link that is down is its gate's business; a pause of the export's own is for a destination that answers, or for a connection that drops again and again. What
        // failed together with it, sent before the last pause, is no further failure: sixteen batches lost at once must not be taken for sixteen in a row.
        var isGates = delivery.Outcome == DeliveryOutcome.Unreachable && _route.Gate is not null;
        if (isGates || flight.PausesBefore < _pauses) return;
        _pause = _backoff.Next();
        _pauses++;
    }

    /// <summary>Begins the next attempt if it is time for one.</summary>
    /// <returns>True where there may be more to do at once.</returns>
    private async ValueTask<bool> TrySendAsync(CancellationToken ending)
    {
        if (IsCrossing) return false;
        if (_arrival is { IsCompleted: true } arrival) await arrival.ConfigureAwait(false); // throws what ended it
        if (_entering is null)
        {
            if (FirstUnsent is null && !(HasRoom && IsDue(ending))) return false;
            _entering = EnterAsync(_pause, ending);
            _pause = TimeSpan.Zero;
        }
        if (!_entering.IsCompleted) return false;
        var turn = await _entering.ConfigureAwait(false);
        _entering = null;
        if (turn.LinkCameBack) _backoff.Reset(); // what comes after a link that was down is a new beginning
        if (_pause == TimeSpan.Zero && (FirstUnsent ?? TakeNext()) is { } flight)
        {
            _turn = turn.Send;
            Interlocked.Increment(ref _inFlight);
            flight.PausesBefore = _pauses;
            flight.Attempt = AttemptAsync(flight.Batch, turn.Send, ending);
        }
        else
        {
            turn.Send.Dispose(); // an attempt failed meanwhile, or what was due was evicted
        }
        return true;
    }

    private bool IsCrossing => _turn is { GivenBack.IsCompleted: false };

    private bool IsDue(CancellationToken ending)
    {
        if (_feed.IsDue) return true;
        _arrival ??= _feed.WaitAsync(ending);
        return _arrival.IsCompletedSuccessfully; // one that failed is waited for, and throws
    }

    private Flight? TakeNext()
    {
        _arrival = null;
        if (_feed.Read() is not { } batch) return null;
        var flight = new Flight(batch);
        _windowBytes += batch.Bytes;
        _services.Flights.Add(batch.Bytes);
        _window.Enqueue(flight);
        return flight;
    }

    /// <summary>Waits for whatever comes first: an answer, the end of a turn, a turn, records.</summary>
    private async Task WaitAsync()
    {
        if (!IsCrossing) _feed.LetGo(); // the next read may be long in coming
        _waits.Clear();
        foreach (var flight in _window)
        {
            if (flight.Attempt is { } attempt) _waits.Add(attempt);
        }
        if (IsCrossing) _waits.Add(_turn!.GivenBack);
        else if (_entering is { } entering) _waits.Add(entering);
        else if (HasRoom && _arrival is { } arrival) _waits.Add(arrival);
        await Task.WhenAny(_waits).ConfigureAwait(false);
    }

    /// <summary>Waits out the pause after a failure, for the link, and for a turn on it.</summary>
    private async Task<Turn> EnterAsync(TimeSpan pause, CancellationToken ending)
    {
        if (pause > TimeSpan.Zero)
        {
            _isRetrying = true;
            await Task.Delay(pause, _services.Time, ending).ConfigureAwait(false);
            _isRetrying = false;
        }
        var wasDown = false;
        while (true)
        {
            wasDown |= !_route.Destination.IsReachable;
            await _route.Destination.WaitReachableAsync(ending).ConfigureAwait(false);
            if (_route.Gate is { } gate) await gate.WaitAsync(ending).ConfigureAwait(false);
            var entering = _route.Scheduler.EnterAsync(_spec.Priority, ending);
            _isQueued = true; // not before it stands in the queue
            var send = await entering.ConfigureAwait(false);
            _isQueued = false;
            if (_route.Gate?.MayTry ?? true) return new Turn(send, wasDown);
            send.Dispose(); // the link went down while it waited for its turn
        }
    }

    /// <returns>Null where the link went down while it waited for the budget: nothing was sent.</returns>
    private async Task<Delivery?> AttemptAsync(ExportBatch batch, SendTurn turn, CancellationToken ending)
    {
        IDisposable? attempt = null;
        try
        {
            await turn.SpendAsync(batch.PendingBytes, ending).ConfigureAwait(false);
            if (!(_route.Gate?.TryEnter(out attempt) ?? true)) // not before it is paid: who waits for a window must not keep others from trying the link
            {
                turn.Refund();
                return null;
            }
            var delivery = await _route.Destination.DeliverAsync(batch, turn, ending).ConfigureAwait(false);
            Interlocked.Exchange(ref _lastAttemptNs, _services.Time.NowNs());
            if (delivery.Outcome != DeliveryOutcome.Unreachable)
            {
                _route.Gate?.Up();
                return delivery;
            }
            turn.Refund();
            _route.Gate?.Down(attempt);
            return delivery;
        }
        catch (Exception e) when (e is not OperationCanceledException || !ending.IsCancellationRequested)
        {
            EdgeLog.AttemptBroke(_services.Logger, e, _stream.Name, _spec.Name); // a fault of ours must not end the export: the records are kept and tried again
            return Delivery.Failed($"{e.GetType().Name}: {e.Message}");
        }
        finally
        {
            turn.Dispose();
            attempt?.Dispose();
        }
    }

    private async Task SetAsideAsync(ExportBatch batch, CancellationToken ending)
    {
        var first = Enumerable.Range(0, batch.Count).First(i => batch.RefusalOf(i) is not null);
        var reason = batch.RefusalOf(first)!;
        _refusal = batch.RefusedCount == 1
            ? $"record {batch.Records[first].Sequence} was refused and set aside: {reason}"
            : $"{batch.RefusedCount} of the records {batch.First} to {batch.Last} were refused and set aside: {reason}";
        EdgeLog.RecordsRefused(_services.Logger, _stream.Name, _spec.Name, batch.RefusedCount, batch.First, batch.Last, reason);
        var backoff = new Backoff(FirstRetry, ExportServices.DefaultLongestRetry);
        var from = new StrongBox<int>();
        while (await _services.DeadLetters.TryAddAsync(batch, _spec.Name, from, ending).ConfigureAwait(false) is { } failure)
        {
            _error = failure;
            await Task.Delay(backoff.Next(), _services.Time, ending).ConfigureAwait(false);
        }
    }

    private void Forget(ExportBatch batch)
    {
        _windowBytes -= batch.Bytes;
        _services.Flights.Remove(batch.Bytes);
        batch.Dispose();
    }

    private async Task EndAsync()
    {
        foreach (var flight in _window)
        {
            if (flight.Attempt is { } attempt) await ((Task)attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // cancelled: it is sent again by the next start
            Forget(flight.Batch);
        }
        _window.Clear();
        if (_entering is { } entering)
        {
            await ((Task)entering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (entering.IsCompletedSuccessfully) (await entering.ConfigureAwait(false)).Send.Dispose();
        }
        if (_arrival is { } arrival) await arrival.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _feed.LetGo();
    }
}

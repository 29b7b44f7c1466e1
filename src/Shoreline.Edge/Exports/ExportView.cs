using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>How one export stands, for the page, the device record, metrics and the protocol. Thread-safe.</summary>
internal sealed class ExportView(
    DurableStream stream, ExportSpec spec, ExportRoute route, ExportServices services, ExportCursor cursor, ExportProgress progress)
{
    private sealed record OldestWaiting(long Sequence, long AppendedNs);

    private readonly ExportPace _pace = new(services.Time);
    private volatile OldestWaiting? _oldest;

    /// <summary>Last sequence that the destination confirmed, or that was refused and set aside.</summary>
    public long Confirmed => cursor.Confirmed;

    public ExportTotals Totals => cursor.Totals;

    /// <summary>Records that are there and not confirmed.</summary>
    public long WaitingRecords => Math.Max(0, stream.NewestSequence - Math.Max(cursor.Confirmed, stream.OldestSequence - 1));

    /// <summary>
    /// When the last attempt ended, in Unix nanoseconds, or the destination confirmed last in an earlier run; 0 for never.
    /// </summary>
    public long LastAttemptNs => progress.LastAttemptNs is > 0 and var now ? now : cursor.Totals.LastConfirmedAtNs;

    /// <summary>What went wrong last, while it lasts.</summary>
    public string? Error => progress.Failure ?? progress.Refusal;

    /// <summary>Age of the oldest record that is not confirmed.</summary>
    public TimeSpan Lag
    {
        get
        {
            if (WaitingRecords == 0) return TimeSpan.Zero;
            var sequence = cursor.Confirmed + 1;
            if (_oldest is not { } oldest || oldest.Sequence != sequence)
            {
                if (TryReadAppendNs(sequence) is not { } appendedNs) return TimeSpan.Zero;
                _oldest = oldest = new OldestWaiting(sequence, appendedNs);
            }
            return TimeSpan.FromMicroseconds(Math.Max(0, services.Time.NowNs() - oldest.AppendedNs) / 1000);
        }
    }

    /// <summary>Whether there is something to deliver and nothing but time in the way.</summary>
    public bool CanAdvance =>
        !spec.Disabled && IsLinkUp && WaitingRecords > 0 && (spec.BatchInterval is null || progress.InFlight > 0)
        && route.Scheduler.Look(spec.Priority).State != BudgetState.Closed;

    /// <summary>The export at this moment.</summary>
    public ExportReport Report()
    {
        var (state, until) = State();
        var (waiting, totals) = (WaitingRecords, cursor.Totals);
        var rates = _pace.Rates();
        return new ExportReport
        {
            Id = spec.Id,
            Name = spec.Name,
            To = spec.To.Word,
            Priority = spec.Priority,
            Confirmed = cursor.Confirmed,
            State = state,
            Until = until,
            Error = Error,
            WaitingRecords = waiting,
            WaitingBytes = waiting == 0 ? 0 : stream.BytesFrom(cursor.Confirmed + 1),
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
        var totals = cursor.Totals;
        _pace.Add(stream.NewestSequence + 1, totals.Records + totals.Refused, totals.Bytes);
    }

    private bool IsLinkUp => route.Destination.IsReachable && route.Gate is not { IsDown: true };

    private (string State, string? Until) State()
    {
        if (spec.Disabled) return ("paused", null);
        if (!IsLinkUp) return ("offline", null);
        if (progress.IsRetrying) return ("waiting", null);
        if (progress.IsQueued || progress.Turn is { IsWaiting: true })
        {
            var budget = route.Scheduler.Look(spec.Priority);
            if (budget.State == BudgetState.Closed) return ("closed", budget.Until);
            if (budget.State == BudgetState.Paced) return ("paced", null);
            return ("queued", null);
        }
        return (progress.InFlight > 0 ? "sending" : "idle", null);
    }

    private long? TryReadAppendNs(long sequence)
    {
        try
        {
            return ExportFeed.OldestAppendNs(stream, sequence);
        }
        catch (IOException)
        {
            return null; // the export itself finds out and says so
        }
    }

    private static double? Round(double? value) => value is { } v ? Math.Round(v, 1) : null;
}

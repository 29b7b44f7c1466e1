using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Streams;

namespace Shoreline.Edge.Status;

/// <summary>
/// Appends what changed in the accounts of all streams to the <c>ledger</c> stream, each minute and once more at the end, so that the lake
/// can hold what it got against what was taken in.
/// </summary>
internal sealed class LedgerReporter : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Where nothing was reported yet, which is at the start: days before the last two that are settled were reported by an earlier run.
    /// </summary>
    private const int RecentDays = 2;

    private readonly LedgerWriter _ledger;
    private readonly StreamStore _store;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    // what the stores hold bounds it
    private readonly Dictionary<(string Incarnation, DateOnly Day, string Export), LedgerRow> _reported = [];
    private readonly Task _reporting;
    private bool _failing;

    public LedgerReporter(LedgerWriter ledger, StreamStore store, ILogger logger, TimeProvider time)
    {
        (_ledger, _store, _logger, _time) = (ledger, store, logger, time);
        _reporting = ReportAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _reporting.ConfigureAwait(false);
        await AppendChangesAsync(CancellationToken.None).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task ReportAsync()
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false)) await AppendChangesAsync(_stopping.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task AppendChangesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _ledger.AppendAsync(Changes, Reported, cancellationToken).ConfigureAwait(false);
            Forget();
            _failing = false;
        }
        catch (ShorelineException e)
        {
            if (!_failing) EdgeLog.LedgerReportFailed(_logger, e.Message); // a full disk is said once, not each minute
            _failing = true;
        }
    }

    private List<(DurableStream Stream, LedgerRow Row)> Changes()
    {
        var changes = new List<(DurableStream Stream, LedgerRow Row)>();
        foreach (var stream in _store.List())
        {
            var rows = stream.Ledger();
            foreach (var row in rows)
            {
                var isNews = _reported.TryGetValue((stream.Incarnation, row.Day, row.ExportId), out var reported)
                    ? row != reported
                    : row.Waiting > 0 || row.Day.DayNumber > rows[^1].Day.DayNumber - RecentDays;
                if (isNews) changes.Add((stream, row));
            }
        }
        // its own rows alone are no reason to add to it
        return changes.TrueForAll(change => change.Stream.Name == ProductStreams.Ledger) ? [] : changes;
    }

    /// <summary>Once it is stored, so that a full disk only delays a row.</summary>
    private void Reported(DurableStream stream, LedgerRow row) => _reported[(stream.Incarnation, row.Day, row.ExportId)] = row;

    /// <summary>Forgets streams that were deleted.</summary>
    private void Forget()
    {
        var alive = _store.List().Select(stream => stream.Incarnation).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _reported.Keys.Where(key => !alive.Contains(key.Incarnation)).ToArray()) _reported.Remove(gone);
    }
}

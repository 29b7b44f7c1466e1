using Microsoft.Extensions.Logging;
using Shoreline.Core.Records;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>One stream to one destination, wanted from now on, whether the stream exists yet or not.</summary>
internal sealed record PlannedExport(string Stream, IExportDestination Destination);

/// <summary>Runs all exports of a gateway.</summary>
internal sealed class ExportEngine : IAsyncDisposable
{
    /// <summary>
    /// How often cursors are flushed and streams that were made or made again are taken up. A killed edge sends again what was confirmed in the last
    /// interval; the receiver knows those records by their sequence. A flush for each confirmation would cost a small device hundreds a second.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(50);

    private sealed record Running(PlannedExport Plan, StreamExport Export, Task Loop);

    private readonly StreamStore _store;
    private readonly IReadOnlyList<PlannedExport> _plans;
    private readonly DeadLetters _deadLetters;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _tending;
    private volatile IReadOnlyList<Running> _running = [];

    public ExportEngine(StreamStore store, IReadOnlyList<PlannedExport> plans, ILogger logger, TimeProvider time)
    {
        (_store, _plans, _logger, _time) = (store, plans, logger, time);
        _deadLetters = new DeadLetters(store, time);
        TakeUpStreams();
        _tending = TendAsync();
    }

    /// <summary>The exports of a stream at this moment.</summary>
    public IReadOnlyList<ExportReport> Reports(string stream) => [.. _running.Where(r => r.Export.Stream == stream).Select(r => r.Export.Report)];

    /// <summary>Waits until everything that the streams hold is confirmed, wherever there is a connection; no longer than <paramref name="limit"/>.</summary>
    public async ValueTask DrainAsync(TimeSpan limit)
    {
        var started = _time.GetTimestamp();
        while (_running.Any(r => r.Export.CanAdvance) && _time.GetElapsedTime(started) < limit) await Task.Delay(DrainPoll, _time).ConfigureAwait(false);
    }

    /// <summary>Stops sending and flushes the cursors. What is not confirmed is sent again by the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _tending.ConfigureAwait(false);
        await Task.WhenAll(_running.Select(r => r.Loop)).ConfigureAwait(false);
        await SaveCursorsAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task TendAsync()
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                TakeUpStreams();
                await SaveCursorsAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping; DisposeAsync flushes once more.
        }
    }

    private void TakeUpStreams()
    {
        var alive = _running.Where(r => !r.Loop.IsCompleted).ToList();
        foreach (var plan in _plans)
        {
            if (alive.Exists(r => r.Plan == plan) || !_store.TryGet(plan.Stream, out var stream)) continue;
            try
            {
                var export = new StreamExport(stream, plan.Destination, _deadLetters, _logger, _time);
                alive.Add(new Running(plan, export, Task.Run(() => export.RunAsync(_stopping.Token))));
            }
            catch (Exception e) when (e is StreamNotFoundException or IOException)
            {
                EdgeLog.ExportInterrupted(_logger, plan.Stream, plan.Destination.Id, e.Message); // tried again at the next turn
            }
        }
        _running = alive;
    }

    private async Task SaveCursorsAsync()
    {
        foreach (var running in _running)
        {
            try
            {
                await running.Export.SaveAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or StreamNotFoundException or ObjectDisposedException)
            {
                EdgeLog.CursorNotSaved(_logger, running.Export.Stream, running.Plan.Destination.Id, e.Message);
            }
        }
    }
}

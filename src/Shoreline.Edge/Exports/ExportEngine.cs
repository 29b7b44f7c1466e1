using Microsoft.Extensions.Logging;
using Shoreline.Core.Records;
using Shoreline.Edge.Status;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>What exports a stream is to have, and how each reaches its destination.</summary>
internal interface IExportPlan
{
    /// <summary>
    /// All exports of a stream as it is defined at this moment, each with an id of its own. One without an address is left out, as if
    /// nobody asked for it.
    /// </summary>
    IReadOnlyList<ExportSpec> For(DurableStream stream);

    /// <summary>Opens the way to a destination.</summary>
    /// <exception cref="Core.ShorelineException">It cannot be opened; tried again later.</exception>
    ExportRoute Open(DurableStream stream, ExportSpec spec);

    /// <summary>Whether a position that no export has belongs to another part of the gateway, and is left alone.</summary>
    bool IsOthers(DurableStream stream, string id) => false;
}

/// <summary>Runs all exports of a gateway, and follows their definitions while it runs.</summary>
internal sealed class ExportEngine : IAsyncDisposable
{
    /// <summary>
    /// How often cursors are flushed and definitions are looked at. A killed edge sends again what was confirmed in the last interval; the
    /// receiver knows those records by their sequence. A flush for each confirmation would cost a small device hundreds a second.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(50);

    private const int MostBatchesOnTheirWay = 256;
    private const long MostBytesOnTheirWay = 64 << 20;

    private readonly StreamStore _store;
    private readonly IExportPlan _plan;
    private readonly ExportServices _services;
    private readonly TimeProvider _time;
    private readonly Action? _save;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _changing = new(1);
    private readonly Task _tending;
    private volatile IReadOnlyDictionary<string, ExportedStream> _streams = new Dictionary<string, ExportedStream>();

    /// <param name="longestRetry">Pause between attempts at most, where an export does not name its own; null: 30 s.</param>
    /// <param name="save">Called every second, beside the flushing of the cursors.</param>
    /// <param name="ledger">Takes the last rows of exports that go; null where accounts are not reported.</param>
    public ExportEngine(
        StreamStore store, IExportPlan plan, ILogger logger, TimeProvider time, TimeSpan? longestRetry = null, Action? save = null,
        LedgerWriter? ledger = null)
    {
        (_store, _plan, _time, _save) = (store, plan, time, save);
        var metrics = new ExportMetrics(() => _streams.Values.SelectMany(s => s.Exports));
        _services = new ExportServices(
            new DeadLetters(store, time), new FlightBound(MostBatchesOnTheirWay, MostBytesOnTheirWay), metrics, logger, time)
        {
            LongestRetry = longestRetry ?? ExportServices.DefaultLongestRetry,
            Ledger = ledger,
        };
        _tending = TendAsync();
    }

    /// <summary>The exports of a stream at this moment, in the order of its definition.</summary>
    public IReadOnlyList<ExportReport> Reports(string stream) => _streams.TryGetValue(stream, out var exported) ? exported.Reports() : [];

    /// <summary>The export of a stream with an id; null where none runs.</summary>
    public StreamExport? Find(string stream, string id) => _streams.TryGetValue(stream, out var exported) ? exported.Find(id) : null;

    /// <summary>Makes the exports that run those that are defined. It happens by itself every second; call it to have it at once.</summary>
    public async Task FollowAsync()
    {
        await _changing.WaitAsync(_stopping.Token).ConfigureAwait(false);
        try
        {
            var next = new Dictionary<string, ExportedStream>(StringComparer.Ordinal);
            foreach (var stream in _store.List())
            {
                if (_streams.TryGetValue(stream.Name, out var known) && known.Stream == stream) next[stream.Name] = known;
                else next[stream.Name] = new ExportedStream(stream, _plan, _services, _stopping.Token);
            }
            var gone = _streams.Values.Where(s => !next.ContainsValue(s)).ToList();
            _streams = next;
            foreach (var stream in next.Values) await stream.FollowAsync().ConfigureAwait(false);
            foreach (var stream in gone) await stream.StopAsync().ConfigureAwait(false); // deleted: its exports end by themselves
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Makes the exports that run those of the plan, which says something else than before.</summary>
    public async Task FollowPlanAsync()
    {
        foreach (var stream in _streams.Values) stream.Reconsider();
        await FollowAsync().ConfigureAwait(false);
    }

    /// <summary>Makes the exports of one stream those of its definition; positions that it moves are durable when this completes.</summary>
    /// <exception cref="IOException">Not all of it was done; the next turns try it again.</exception>
    public async Task ApplyAsync(DurableStream stream)
    {
        await _changing.WaitAsync(_stopping.Token).ConfigureAwait(false);
        try
        {
            // One that is not known yet has exports that have not begun: they begin as its definition says, however often that is.
            if (_streams.TryGetValue(stream.Name, out var exported) && exported.Stream == stream) await exported.ApplyAsync()
                .ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Ends the exports of a stream that is about to be deleted: tasks that are open are reported as canceled. The stream gets exports
    /// again only if it is made again.
    /// </summary>
    public async Task RemoveAsync(DurableStream stream)
    {
        await _changing.WaitAsync(_stopping.Token).ConfigureAwait(false);
        try
        {
            if (_streams.TryGetValue(stream.Name, out var exported) && exported.Stream == stream) await exported.RemoveAsync()
                .ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Waits until everything that the streams hold is confirmed, wherever there is a connection; no longer than <paramref name="limit"/>.
    /// </summary>
    public async ValueTask DrainAsync(TimeSpan limit)
    {
        var started = _time.GetTimestamp();
        while (_streams.Values.Any(s => s.Exports.Any(e => e.View.CanAdvance)) && _time.GetElapsedTime(started) < limit)
        {
            await Task.Delay(DrainPoll, _time).ConfigureAwait(false);
        }
    }

    /// <summary>Stops sending and flushes the cursors. What is not confirmed is sent again by the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _tending.ConfigureAwait(false);
        foreach (var stream in _streams.Values) await stream.StopAsync().ConfigureAwait(false);
        _services.Metrics.Dispose();
        _stopping.Dispose();
        _changing.Dispose();
    }

    private async Task TendAsync()
    {
        try
        {
            await FollowAsync().ConfigureAwait(false);
            using var timer = new PeriodicTimer(Interval, _time);
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                _store.OpenFaulty(); // its exports go on as soon as the disk does, also where nobody asks for the stream
                await FollowAsync().ConfigureAwait(false);
                foreach (var stream in _streams.Values) await stream.TendAsync().ConfigureAwait(false);
                _save?.Invoke();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping; DisposeAsync flushes once more.
        }
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Exports.Files;

/// <summary>Appends records to files in a folder, one line of JSON each: docs/formats/file-export.md.</summary>
internal sealed class FileDestination : IExportDestination, IAsyncDisposable
{
    /// <summary>How often files that nothing is written to any more are looked at.</summary>
    private static readonly TimeSpan LongestSweep = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ShortestSweep = TimeSpan.FromSeconds(1);

    private readonly FileExportOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Slot> _logs = new(StringComparer.Ordinal); // by folder
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _sweeping;

    public FileDestination(FileExportOptions options, ILogger logger, TimeProvider time)
    {
        (_options, _logger, _time) = (options, logger, time);
        _sweeping = Task.Run(SweepAsync);
    }

    public string Id => _options.Id;

    /// <remarks>One batch at a time, in order, so that the next sequence tells what a file holds already.</remarks>
    public ExportLimits Limits { get; } = new(BatchRecords: 4096, BatchBytes: 1 << 20, WindowBatches: 1, WindowBytes: 1 << 20);

    public bool IsReachable => true;

    public ValueTask WaitReachableAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async Task<Delivery> DeliverAsync(ExportBatch batch, ISendPermit permit, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(_options.Folder, FileNames.Folder(batch.Stream, batch.Incarnation));
        try
        {
            await UseAsync(folder, log => log.Append(batch), cancellationToken).ConfigureAwait(false);
            return Delivery.Confirmed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Delivery.Failed(e.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>Stops; the files stay open for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _sweeping.ConfigureAwait(false);
        foreach (var slot in _logs.Values)
        {
            await slot.Turn.WaitAsync().ConfigureAwait(false);
            slot.Log?.Dispose();
            slot.Turn.Dispose();
        }
        _stopping.Dispose();
    }

    /// <summary>
    /// Mends what the last process left, also of streams that get nothing any more; then closes what is due, now and then.
    /// </summary>
    private async Task SweepAsync()
    {
        var period = TimeSpan.FromTicks(Math.Clamp(_options.RollTime.Ticks / 10, ShortestSweep.Ticks, LongestSweep.Ticks));
        using var timer = new PeriodicTimer(period, _time);
        try
        {
            do
            {
                try
                {
                    foreach (var folder in Folders()) await UseAsync(folder, log => log.Sweep(), _stopping.Token).ConfigureAwait(false);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    FileExportLog.NotClosed(_logger, _options.Folder, e.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private List<string> Folders()
    {
        if (!Directory.Exists(_options.Folder)) return [];
        return Directory.EnumerateFiles(_options.Folder, "*" + FileNames.OpenSuffix, SearchOption.AllDirectories)
            .Select(path => Path.GetDirectoryName(path)!).Distinct().ToList();
    }

    private async Task UseAsync(string folder, Action<FileLog> use, CancellationToken cancellationToken)
    {
        var slot = _logs.GetOrAdd(folder, static _ => new Slot());
        await slot.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(() => use(slot.Log ??= new FileLog(folder, _options, _logger, _time)), CancellationToken.None)
                .ConfigureAwait(false);
        }
        finally
        {
            slot.Turn.Release();
        }
    }

    /// <summary>One user of a log at a time.</summary>
    private sealed class Slot
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public FileLog? Log { get; set; }
    }
}

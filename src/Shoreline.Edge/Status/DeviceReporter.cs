using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Streams;

namespace Shoreline.Edge.Status;

/// <summary>Appends the gateway's account of itself to the <c>device</c> stream, every two seconds and once more at the end.</summary>
internal sealed class DeviceReporter : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly EdgeStatus _status;
    private readonly StreamStore _store;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _reporting;
    private bool _failing;

    public DeviceReporter(EdgeStatus status, StreamStore store, ILogger logger, TimeProvider time)
    {
        (_status, _store, _logger, _time) = (status, store, logger, time);
        _reporting = ReportAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _reporting.ConfigureAwait(false);
        await AppendAsync(CancellationToken.None).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task ReportAsync()
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            do
            {
                await AppendAsync(_stopping.Token).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task AppendAsync(CancellationToken cancellationToken)
    {
        try
        {
            var record = _status.Device(Timestamps.ToText(_time.NowNs())).Encode();
            await _store.Get(ProductStreams.Device).AppendAsync(record, cancellationToken).ConfigureAwait(false);
            _failing = false;
        }
        catch (ShorelineException e)
        {
            if (!_failing) EdgeLog.DeviceReportFailed(_logger, e.Message); // a full disk is said once, not every two seconds
            _failing = true;
        }
    }
}

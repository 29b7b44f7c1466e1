using Microsoft.Extensions.Logging;
using Shoreline.Core;
using Shoreline.Messaging.Broker;

namespace Shoreline.Cloud;

/// <summary>Keeps the own Mosquitto running: one that ends by itself is started again, on the same port, with growing pauses.</summary>
internal sealed class BrokerKeeper : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CalmAfter = TimeSpan.FromMinutes(1);

    private readonly MosquittoOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private MosquittoProcess _broker;

    private BrokerKeeper(MosquittoProcess broker, MosquittoOptions options, TimeProvider time, ILogger logger)
    {
        (_broker, _options, _time, _logger) = (broker, options, time, logger);
        Endpoint = broker.Endpoint;
        _loop = WatchAsync();
    }

    public Uri Endpoint { get; }

    /// <exception cref="MissingDependencyException">Mosquitto is not installed.</exception>
    /// <exception cref="ShorelineException">It does not start; with its own words.</exception>
    public static async Task<BrokerKeeper> StartAsync(
        string folder, int port, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var options = new MosquittoOptions { Folder = folder, Port = port };
        var broker = await MosquittoProcess.StartAsync(options, logger, cancellationToken);
        return new BrokerKeeper(broker, options with { Port = broker.Endpoint.Port }, time, logger);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        await _broker.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        var pause = FirstPause;
        var startedAt = _time.GetTimestamp();
        try
        {
            while (true)
            {
                var exitCode = await _broker.Exited.WaitAsync(_stopping.Token);
                if (_time.GetElapsedTime(startedAt) > CalmAfter) pause = FirstPause;
                CloudLog.BrokerEnded(_logger, exitCode, pause.TotalSeconds);
                await Task.Delay(pause, _time, _stopping.Token);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                startedAt = _time.GetTimestamp();
                await RestartAsync();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The cloud stops, and the broker with it.
        }
    }

    private async Task RestartAsync()
    {
        try
        {
            _broker = await MosquittoProcess.StartAsync(_options, _logger, _stopping.Token);
        }
        catch (ShorelineException e) // counted as ended at once: the ended one is still in _broker, so the loop pauses and tries again
        {
            CloudLog.BrokerNotStarted(_logger, e);
        }
    }
}

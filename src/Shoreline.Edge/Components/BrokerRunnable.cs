using Microsoft.Extensions.Logging;
using Shoreline.Messaging.Broker;

namespace Shoreline.Edge.Components;

/// <summary>The gateway's own Mosquitto. The first one is started by the edge itself, so that a port in use is an error of the start.</summary>
internal sealed class BrokerRunnable(MosquittoProcess first, MosquittoOptions options, ILogger logger) : IRunnable
{
    private MosquittoProcess? _first = first;

    public string Name => "mosquitto";

    public async Task<string> RunAsync(Action<int> started, CancellationToken stopping)
    {
        // Its clients know the address: it comes back on the port that the first one had.
        await using var broker = Interlocked.Exchange(ref _first, null)
            ?? await MosquittoProcess.StartAsync(options, logger, stopping).ConfigureAwait(false);
        started(broker.ProcessId);
        try
        {
            return $"ended with exit code {await broker.Exited.WaitAsync(stopping).ConfigureAwait(false)}; see {options.Folder}";
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return "stopped";
        }
    }
}

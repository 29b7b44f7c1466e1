using System.Runtime.InteropServices;
using Shoreline.Cli.Terminal;

namespace Shoreline.Nucleus;

/// <summary>Ctrl-C and SIGTERM, which for a service is the ordinary end. A stop that takes longer than two minutes is broken off.</summary>
internal sealed class StopSignals : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _signals;
    private Timer? _patience;

    public StopSignals() => _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Take), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take)];

    public CancellationToken Token => _stop.Token;

    /// <summary>Completes with the first signal.</summary>
    public Task Asked => _asked.Task;

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _patience?.Dispose();
        _stop.Dispose();
    }

    private void Take(PosixSignalContext signal)
    {
        signal.Cancel = true; // we end by ourselves
        if (!_asked.TrySetResult()) return;
        _patience = new Timer(static _ => Environment.Exit(ExitCode.Interrupted), null, Patience, Timeout.InfiniteTimeSpan);
        _stop.Cancel();
    }
}

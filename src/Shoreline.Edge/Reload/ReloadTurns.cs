using Microsoft.Extensions.Logging;
using Shoreline.Core;

namespace Shoreline.Edge.Reload;

/// <summary>
/// Carries reloads out one at a time. All who ask while one is under way share the next one, which reads the file after they asked.
/// Thread-safe.
/// </summary>
internal sealed class ReloadTurns : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Func<ReloadReport, CancellationToken, Task<ReloadReport>> _carryOut;
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _asked = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private TaskCompletionSource<ReloadReport>? _next;
    private int _generation;

    /// <param name="carryOut">Takes the report as it begins and returns it as it ends.</param>
    /// <param name="path">Where the report is written.</param>
    public ReloadTurns(Func<ReloadReport, CancellationToken, Task<ReloadReport>> carryOut, string path, ILogger logger, TimeProvider time)
    {
        (_carryOut, _path, _logger, _time) = (carryOut, path, logger, time);
        File.Delete(path); // of an earlier run, whose count was another
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Asks for a reload that begins after this call. Canceled where the gateway is being stopped.</summary>
    public Task<ReloadReport> AskAsync()
    {
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested) return Task.FromCanceled<ReloadReport>(new CancellationToken(canceled: true));
            if (_next is null)
            {
                _next = new TaskCompletionSource<ReloadReport>(TaskCreationOptions.RunContinuationsAsynchronously);
                _asked.Release();
            }
            return _next.Task;
        }
    }

    /// <summary>Breaks off what is under way: the deployment is in its journal, and the next start goes by the file.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock) _stopping.Cancel();
        await _loop.ConfigureAwait(false);
        _next?.TrySetCanceled();
        _stopping.Dispose();
        _asked.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                await _asked.WaitAsync(_stopping.Token).ConfigureAwait(false);
                TaskCompletionSource<ReloadReport> turn;
                lock (_lock) (turn, _next) = (_next!, null);
                turn.SetResult(await RunAsync().ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task<ReloadReport> RunAsync()
    {
        var begun = new ReloadReport { Generation = ++_generation, State = ReloadState.Running, Began = Now() };
        Write(begun); // before the file is read
        ReloadReport report;
        try
        {
            report = await _carryOut(begun, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            report = begun with { State = ReloadState.Failed, Fault = "The gateway is being stopped. Its next start goes by the file." };
        }
        catch (Exception e)
        {
            ReloadLog.Broke(_logger, e, begun.Generation);
            report = begun with
            {
                State = ReloadState.Failed,
                Fault = $"{e.GetType().Name}: {e.Message} This is a fault in Shoreline; the gateway's log shows where.",
            };
        }
        report = report with { Ended = Now() };
        Write(report);
        return report;
    }

    private string Now() => Timestamps.ToText(_time.NowNs());

    private void Write(ReloadReport report)
    {
        try
        {
            report.Write(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ReloadLog.ReportNotWritten(_logger, report.Generation, _path, e.Message);
        }
    }
}

using Microsoft.Extensions.Logging;
using Shoreline.Core;

namespace Shoreline.Edge.Cameras;

/// <summary>
/// Looks at the component's configuration file now and then, and has each camera go over to the model that it names there.
/// </summary>
/// <remarks>
/// All else of the file is for the next start: the gateway writes a file of another name where anything but a model is another. The file
/// is looked at, not waited for: it is replaced by rename, which a watch of the old one would not see.
/// </remarks>
internal sealed class ModelFollower(string file, IReadOnlyList<CameraWorker> workers, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<CameraWorker, Following> _following = [];
    private (DateTime ChangedAt, long Bytes) _seen; // none: the file may have changed since the cameras were told

    /// <summary>A swap that is under way, or was; its model may still wait for a frame.</summary>
    private sealed record Following(string? Model, Task Swap, CancellationTokenSource Stop);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false)) await LookAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopping.
        }
        foreach (var worker in _following.Keys.ToList()) await EndAsync(worker).ConfigureAwait(false);
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        var now = Look(file);
        if (now == _seen) return;
        _seen = now;
        foreach (var camera in Read())
        {
            var worker = workers.FirstOrDefault(each => each.Name == camera.Name);
            if (worker is null || camera.Model == Wanted(worker)) continue;
            await EndAsync(worker).ConfigureAwait(false); // one that waits for a frame is not wanted any more
            var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            _following[worker] = new Following(camera.Model, worker.SwapModelAsync(camera.Model, stop.Token), stop);
        }
    }

    private string? Wanted(CameraWorker worker) => _following.TryGetValue(worker, out var following) ? following.Model : worker.Model;

    private IReadOnlyList<CameraTask> Read()
    {
        try
        {
            return CameraComponentConfig.Load(file).Cameras;
        }
        catch (InvalidInputException e)
        {
            EdgeLog.ModelsNotRead(logger, e.Message);
            return [];
        }
    }

    private async Task EndAsync(CameraWorker worker)
    {
        if (!_following.Remove(worker, out var following)) return;
        await following.Stop.CancelAsync().ConfigureAwait(false);
        await following.Swap.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        following.Stop.Dispose();
    }

    private static (DateTime ChangedAt, long Bytes) Look(string path)
    {
        var facts = new FileInfo(path);
        return facts.Exists ? (facts.LastWriteTimeUtc, facts.Length) : default;
    }
}

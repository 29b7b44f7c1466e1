namespace Shoreline.Cli.Terminal;

/// <summary>Waits for Ctrl-C or SIGTERM, which for a service is the ordinary end.</summary>
internal static class Stopped
{
    public static Task By(CancellationToken stop) =>
        Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}

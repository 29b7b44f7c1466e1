namespace Shoreline.Edge.Components;

/// <summary>Something that the supervisor keeps running.</summary>
internal interface IRunnable
{
    string Name { get; }

    /// <summary>Runs once, until it ends or <paramref name="stopping"/>; nothing of it is left when the task completes.</summary>
    /// <param name="started">Called with the process id once it runs.</param>
    /// <returns>How it ended, for people: <c>ended with exit code 1: last line it wrote</c>.</returns>
    Task<string> RunAsync(Action<int> started, CancellationToken stopping);
}

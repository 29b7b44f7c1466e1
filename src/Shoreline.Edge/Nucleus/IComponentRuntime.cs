namespace Shoreline.Edge.Nucleus;

/// <summary>Runs components: their life cycle, processes, logs and limits. Knows no recipes and no deployments.</summary>
internal interface IComponentRuntime
{
    /// <summary>A component went from one state to another. Called in order; must return soon.</summary>
    event Action<ComponentView>? StateChanged;

    /// <summary>All components, dependencies first.</summary>
    IReadOnlyList<ComponentView> List();

    bool TryGet(string name, out ComponentView view);

    /// <summary>
    /// Takes over new records: starts what is new, restarts or reinstalls what changed (4.7), leaves alone what did not. Others go on as they are. Complete when each component given
    /// is RUNNING or FINISHED, or one that this call touched is BROKEN.
    /// </summary>
    Task<ApplyOutcome> ApplyAsync(IReadOnlyCollection<ComponentRecord> records, CancellationToken cancellationToken);

    /// <summary>Stops all others, dependents first, and forgets them.</summary>
    Task RetainAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken);

    /// <summary>Stops one and keeps it down until it is started, deployed again, or the runtime starts anew.</summary>
    /// <returns>False where there is no such component.</returns>
    bool RequestStop(string name);

    /// <returns>Null where there is no such component; false where it was never started.</returns>
    bool? RequestRestart(string name);

    /// <summary>Freezes the processes of a running component, or thaws them. Pausing twice is once.</summary>
    /// <exception cref="InvalidOperationException">It is not in a state for that, or the machine has no control groups; the message says which.</exception>
    void SetPaused(string name, bool paused);

    /// <summary>What a component says of itself (4.3). What does not fit its state is ignored, and logged.</summary>
    /// <param name="state"><see cref="LifecycleState.Running"/> or <see cref="LifecycleState.Errored"/>.</param>
    /// <returns>False where there is no such component.</returns>
    bool Report(string name, LifecycleState state);

    /// <summary>The component whose processes were given this token as SVCUID, or null. Takes as long for each.</summary>
    string? ComponentOfToken(ReadOnlySpan<byte> token);

    /// <summary>Runs the bootstrap step of a component that does not run (1.9, 7.11), in its new version and configuration.</summary>
    /// <returns>The script's exit code; 0 where it has none; null where it exceeded its limit.</returns>
    /// <exception cref="Core.ShorelineException">It cannot be started.</exception>
    Task<int?> BootstrapAsync(ComponentRecord record, CancellationToken cancellationToken);
}

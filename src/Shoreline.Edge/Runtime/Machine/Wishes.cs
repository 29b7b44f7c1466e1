namespace Shoreline.Edge.Runtime.Machine;

/// <summary>Where a component is to end up.</summary>
internal enum Goal
{
    Up,

    /// <summary>Stopped on request.</summary>
    Down,

    /// <summary>Stopped because the runtime ends.</summary>
    Closed,

    /// <summary>Stopped and forgotten.</summary>
    Gone,
}

/// <summary>What is to be done over on the way, in rising order: the strongest counts.</summary>
internal enum Redo
{
    None,

    /// <summary>Somebody asked for it. Means nothing to a BROKEN component.</summary>
    Restart,

    /// <summary>A deployment changed what runs. A BROKEN component is installed anew.</summary>
    Renew,
    Reinstall,
}

/// <summary>What a component that is STARTING or RUNNING has to attend to.</summary>
internal enum Cue
{
    None,

    /// <summary>A wish, or a dependency that is not ready any more.</summary>
    Stop,
    DependencyLost,
    ReportedRunning,
    ReportedErrored,
}

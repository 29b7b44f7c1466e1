using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>Names of states on the wire: the model has none for those of a removal (greengrass-ipc, section 9).</summary>
internal static class WireStates
{
    public static string Of(LifecycleState state) => state switch
    {
        LifecycleState.New => "NEW",
        LifecycleState.Installed => "INSTALLED",
        LifecycleState.Starting => "STARTING",
        LifecycleState.Running => "RUNNING",
        LifecycleState.Stopping or LifecycleState.Uninstalling => "STOPPING",
        LifecycleState.Errored => "ERRORED",
        LifecycleState.Broken => "BROKEN",
        LifecycleState.Finished or LifecycleState.Uninstalled => "FINISHED",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "no state"),
    };
}

namespace Shoreline.Edge.Nucleus;

/// <summary>Where a component stands. Numbers and transitions: greengrass-components, section 4.</summary>
internal enum LifecycleState
{
    New = 1,
    Installed = 2,
    Starting = 3,
    Running = 4,
    Stopping = 5,
    Errored = 6,
    Broken = 7,
    Finished = 8,
    Uninstalling = 9,
    Uninstalled = 10,
}

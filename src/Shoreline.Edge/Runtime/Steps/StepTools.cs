using Shoreline.Edge.Components;
using Shoreline.Edge.Runtime.ControlGroups;
using Shoreline.Edge.Runtime.Processes;

namespace Shoreline.Edge.Runtime.Steps;

/// <summary>What all components of a runtime share.</summary>
internal sealed record StepTools(ProcessLauncher Launcher, GroupTree Groups, ProcessScan Scan)
{
    /// <summary>
    /// Set for every process: the root of the runtime that started it. What is left of a runtime that was killed is known by it.
    /// </summary>
    public const string OwnerVariable = "SHORELINE_NUCLEUS";

    /// <summary>Set for every process: its component, in this run of the runtime.</summary>
    public const string MarkVariable = "SHORELINE_COMPONENT";
}

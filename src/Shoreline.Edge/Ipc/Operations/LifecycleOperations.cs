using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>What components say of themselves, and pausing (greengrass-ipc, 6.4).</summary>
internal sealed class LifecycleOperations(IComponentRuntime components)
{
    public Empty UpdateState(IpcCaller caller, UpdateStateRequest request)
    {
        var state = request.State switch
        {
            ReportedStates.Running => LifecycleState.Running,
            ReportedStates.Errored => LifecycleState.Errored,
            _ => throw IpcErrorException.Failed(
                $"A component may say that it is {ReportedStates.Running} or {ReportedStates.Errored}, nothing else"),
        };
        return components.Report(caller.Name, state) ? Empty.Value : throw NotFound(caller.Name);
    }

    /// <summary>The component to pause or resume, which the caller needs a policy for.</summary>
    public static string Named(string? component) =>
        string.IsNullOrEmpty(component) ? throw IpcErrorException.InvalidArguments("componentName is missing") : component;

    public Empty Pause(IpcCaller caller, PauseComponentRequest request)
    {
        var component = Generic(request.ComponentName!);
        if (component.State != LifecycleState.Running)
        {
            throw IpcErrorException.InvalidArguments($"{request.ComponentName} is {WireStates.Of(component.State)}, not RUNNING");
        }
        components.SetPaused(request.ComponentName!, paused: true);
        return Empty.Value;
    }

    public Empty Resume(IpcCaller caller, ResumeComponentRequest request)
    {
        if (!Generic(request.ComponentName!).IsPaused) throw IpcErrorException.InvalidArguments($"{request.ComponentName} is not paused");
        components.SetPaused(request.ComponentName!, paused: false);
        return Empty.Value;
    }

    private ComponentView Generic(string name)
    {
        if (!components.TryGet(name, out var component)) throw NotFound(name);
        if (component.Record.Type != ComponentType.Generic) throw IpcErrorException.InvalidArguments($"{name} is no generic component");
        return component;
    }

    private static IpcErrorException NotFound(string component) =>
        IpcErrorException.NotFound($"There is no component {component}", "Component", component);
}

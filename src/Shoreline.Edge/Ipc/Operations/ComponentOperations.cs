using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>Looking after components from the command line (greengrass-ipc, 6.5).</summary>
internal sealed class ComponentOperations(IComponentRuntime components, IComponentConfiguration configuration)
{
    private const string NoVersion = "0.0.0"; // clients take a version for granted

    public ListComponentsResponse List(IpcCaller caller, Empty request) => new() { Components = [.. components.List().Select(Details)] };

    public GetComponentDetailsResponse Get(IpcCaller caller, GetComponentDetailsRequest request) =>
        components.TryGet(request.ComponentName!, out var component)
            ? new GetComponentDetailsResponse { ComponentDetails = Details(component) }
            : throw IpcErrorException.NotFound($"There is no component {request.ComponentName}", "Component", request.ComponentName);

    public RestartComponentResponse Restart(IpcCaller caller, RestartComponentRequest request)
    {
        var isTaken = components.RequestRestart(request.ComponentName!) ?? throw NotFound(request.ComponentName!);
        if (isTaken) return new RestartComponentResponse { RestartStatus = RequestStatuses.Succeeded };
        var message = $"{request.ComponentName} was never started";
        return new RestartComponentResponse { RestartStatus = RequestStatuses.Failed, Message = message };
    }

    public StopComponentResponse Stop(IpcCaller caller, StopComponentRequest request) =>
        components.RequestStop(request.ComponentName!)
            ? new StopComponentResponse { StopStatus = RequestStatuses.Succeeded }
            : throw NotFound(request.ComponentName!);

    private ComponentDetails Details(ComponentView component) => new()
    {
        ComponentName = component.Record.Name,
        Version = string.IsNullOrEmpty(component.Record.Version) ? NoVersion : component.Record.Version,
        State = WireStates.Of(component.State),
        Configuration = configuration.Get(component.Record.Name, [])?.Value as JsonObject,
    };

    /// <summary>The shape that the model has for these two, which typed clients know (greengrass-ipc, 6.5).</summary>
    private static IpcErrorException NotFound(string component) => new(ErrorShapes.ComponentNotFound, $"There is no component {component}");
}

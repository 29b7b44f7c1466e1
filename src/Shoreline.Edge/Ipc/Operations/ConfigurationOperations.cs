using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Operations;

/// <summary>Reading, changing and following configurations (greengrass-ipc, 6.3).</summary>
internal sealed class ConfigurationOperations(IComponentConfiguration configuration)
{
    private const string AccessControl = "accessControl";

    public GetConfigurationResponse Get(IpcCaller caller, GetConfigurationRequest request)
    {
        var component = request.ComponentName ?? caller.Name;
        var found = configuration.Get(component, Path(request.KeyPath)) ?? throw NotFound();
        var value = found.IsContainer ? (JsonObject)found.Value! : new JsonObject { [found.Key] = found.Value };
        return new GetConfigurationResponse { ComponentName = component, Value = value };
    }

    public Empty Update(IpcCaller caller, UpdateConfigurationRequest request)
    {
        var path = Path(request.KeyPath);
        if (request.Timestamp is not { } time) throw IpcErrorException.InvalidArguments("timestamp is missing");
        if (request.ValueToMerge is not { } value) throw IpcErrorException.InvalidArguments("valueToMerge is missing");
        if (path.Count == 0 && value is not JsonObject)
        {
            throw IpcErrorException.InvalidArguments("valueToMerge must be an object where keyPath is empty");
        }
        if (path.Count == 0 ? value.AsObject().Any(m => IsAccessControl(m.Key)) : IsAccessControl(path[0]))
        {
            throw IpcErrorException.InvalidArguments($"Config update is not allowed for following field {AccessControl}");
        }
        return configuration.Merge(caller.Name, path, value, time.ToUnixTimeMilliseconds()) switch
        {
            MergeOutcome.Merged => Empty.Value,
            MergeOutcome.Newer => throw new IpcErrorException(
                ErrorShapes.FailedUpdateConditionCheck, "Proposed timestamp is older than the config's latest modified timestamp"),
            MergeOutcome.NoSuchComponent => throw IpcErrorException.InvalidArguments($"{caller.Name} has no configuration"),
            _ => throw IpcErrorException.InvalidArguments($"/{string.Join('/', path)} leads through a value that is no object"),
        };
    }

    public Subscribed Subscribe(
        IpcCaller caller, SubscribeToConfigurationUpdateRequest request, IpcEvents<ConfigurationUpdateEvents> events)
    {
        var component = request.ComponentName ?? caller.Name;
        var watch = configuration.Watch(component, Path(request.KeyPath), (changed, path) =>
            events.Send(new ConfigurationUpdateEvents { ConfigurationUpdateEvent = new(changed, path) }));
        return new Subscribed(watch ?? throw NotFound());
    }

    private static bool IsAccessControl(string key) => key.Equals(AccessControl, StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<string> Path(IReadOnlyList<string>? path) => path switch
    {
        null => [],
        _ when path.Any(key => key is null) => throw IpcErrorException.InvalidArguments("keyPath holds a null"),
        _ => path,
    };

    private static IpcErrorException NotFound() => IpcErrorException.NotFound("Key not found");
}

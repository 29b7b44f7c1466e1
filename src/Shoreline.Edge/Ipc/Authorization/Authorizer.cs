using Microsoft.Extensions.Logging;
using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Authorization;

/// <summary>Decides who may call what (greengrass-ipc, section 5).</summary>
internal sealed class Authorizer(IComponentConfiguration configuration, ILogger logger, TimeProvider time) : IDisposable
{
    private const string CommandLineComponent = "aws.greengrass.Cli";
    private const int ShownChars = 256;

    private readonly ComponentPolicies _policies = new(configuration, logger);
    private readonly LogThrottle _denials = new(time);

    // hot: per message
    /// <exception cref="IpcErrorException">No policy of the caller grants it.</exception>
    public void Demand(IpcCaller caller, string service, IpcOperation operation, string resource)
    {
        if (resource.Length == 0) throw IpcErrorException.Unauthorized("Resource cannot be empty");
        if (!IsAllowed(caller, service, operation, resource)) throw Denied(caller, service, operation, resource);
    }

    public bool IsAllowed(IpcCaller caller, string service, IpcOperation operation, string resource)
    {
        if (caller.IsCommandLine) return service is IpcServices.Cli or IpcServices.PubSub or IpcServices.MqttProxy;
        if (service == IpcServices.Cli && caller.Name == CommandLineComponent) return true;
        return _policies.Grant(caller.Name, service, operation.WireName, resource);
    }

    public void Dispose() => _policies.Dispose();

    private IpcErrorException Denied(IpcCaller caller, string service, IpcOperation operation, string resource)
    {
        var shown = Shown(resource);
        if (_denials.ShouldReport(out var suppressed)) IpcLog.Denied(logger, caller.Name, operation.Name, shown, suppressed);
        return IpcErrorException.Unauthorized(
            $"Principal {caller.Name} is not authorized to perform {service}:{operation} on resource {shown}");
    }

    /// <summary>A resource is whatever a client sends: cut where it is long, and on one line.</summary>
    private static string Shown(string resource)
    {
        var shown = resource.Length > ShownChars ? string.Concat(resource.AsSpan(0, ShownChars), "…") : resource;
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c)) : shown;
    }
}

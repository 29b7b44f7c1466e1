using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Edge.Ipc.Authorization;

/// <summary>Reads a component's <c>accessControl</c> (greengrass-ipc, 5.1). What is not understood grants nothing and is logged.</summary>
internal sealed class PolicyReader(string component, ILogger logger)
{
    private const string Operations = "operations";
    private const string Resources = "resources";

    /// <param name="accessControl">An object, or a string that holds one.</param>
    /// <returns>Policies by service.</returns>
    public IReadOnlyDictionary<string, Policy[]> Read(JsonNode? accessControl)
    {
        try
        {
            var isText = accessControl is JsonValue value && value.GetValueKind() == JsonValueKind.String;
            return Services(isText ? JsonNode.Parse(accessControl!.GetValue<string>()) : accessControl);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            IpcLog.PoliciesUnreadable(logger, component, e.Message);
            return new Dictionary<string, Policy[]>();
        }
    }

    private Dictionary<string, Policy[]> Services(JsonNode? accessControl)
    {
        var services = new Dictionary<string, Policy[]>(StringComparer.OrdinalIgnoreCase); // as all keys of the configuration
        foreach (var (service, policies) in Object(accessControl, "accessControl"))
        {
            services[service] = [.. Object(policies, service).Select(p => Read(service, p.Key, p.Value)).OfType<Policy>()];
        }
        return services;
    }

    private Policy? Read(string service, string id, JsonNode? policy)
    {
        var members = Object(policy, id).ToDictionary(m => m.Key, m => m.Value, StringComparer.OrdinalIgnoreCase);
        var operations = Texts(members.GetValueOrDefault(Operations), $"{id}: {Operations}").ToHashSet(StringComparer.Ordinal);
        if (operations.Count == 0)
        {
            IpcLog.PolicyFault(logger, component, service, id, "it names no operations, so it is ignored");
            return null;
        }
        var patterns = new List<IResourcePattern>();
        foreach (var resource in Texts(members.GetValueOrDefault(Resources), $"{id}: {Resources}"))
        {
            if (Pattern(service, resource, out var fault) is { } pattern) patterns.Add(pattern);
            else IpcLog.PolicyFault(logger, component, service, id, $"resource '{resource}' is ignored: {fault}");
        }
        return new Policy(operations, patterns);
    }

    private static IResourcePattern? Pattern(string service, string resource, out string? fault) =>
        service.Equals(IpcServices.MqttProxy, StringComparison.OrdinalIgnoreCase)
            ? MqttPattern.Parse(resource, out fault)
            : StandardPattern.Parse(resource, out fault);

    private static JsonObject Object(JsonNode? node, string what) => node as JsonObject ?? throw new JsonException($"{what} is no object");

    private static IEnumerable<string> Texts(JsonNode? list, string what) => list switch
    {
        null => [],
        JsonArray array => array.Select(e => e is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : throw new JsonException($"{what} holds something else than texts")),
        _ => throw new JsonException($"{what} is no list"),
    };
}

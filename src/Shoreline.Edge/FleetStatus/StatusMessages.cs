using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Shadows;

namespace Shoreline.Edge.FleetStatus;

/// <summary>Writes the messages of greengrass-components, section 11.</summary>
internal static class StatusMessages
{
    /// <summary>Of a payload; the cloud takes no larger one.</summary>
    public const int PayloadBytes = 128_000;

    private const int EnvelopeBytes = 1024; // names and numbers around the components, chunk numbers included

    /// <param name="all">For the device's own health.</param>
    /// <param name="told">Components that the message names.</param>
    /// <returns>One payload, or several chunks where one would be too large.</returns>
    public static IReadOnlyList<byte[]> Compose(
        StatusDevice device, long sequence, DateTimeOffset at, string trigger, IReadOnlyList<ComponentView> all, IReadOnlyList<ComponentView> told, EndedDeployment? deployment)
    {
        var information = deployment is null ? null : Deployment(deployment);
        var chunks = Split([.. told.Select(Component)], PayloadBytes - EnvelopeBytes - device.Thing.Length - (information is null ? 0 : ShadowJson.Bytes(information).Length));
        List<byte[]> payloads = [];
        for (var i = 0; i < chunks.Count; i++)
        {
            var message = new JsonObject
            {
                ["ggcVersion"] = device.Version,
                ["platform"] = device.Platform,
                ["architecture"] = device.Architecture,
                ["thing"] = device.Thing,
                ["overallDeviceStatus"] = all.Any(component => component.State == LifecycleState.Broken) ? "UNHEALTHY" : "HEALTHY",
                ["sequenceNumber"] = sequence,
                ["timestamp"] = at.ToUnixTimeMilliseconds(),
                ["messageType"] = StatusTrigger.IsComplete(trigger) ? "COMPLETE" : "PARTIAL",
                ["trigger"] = trigger,
                ["components"] = new JsonArray([.. chunks[i]]),
            };
            if (chunks.Count > 1) message["chunkInfo"] = new JsonObject { ["chunkId"] = i + 1, ["totalChunks"] = chunks.Count };
            if (information is not null) message["deploymentInformation"] = information.DeepClone();
            payloads.Add(ShadowJson.Bytes(message));
        }
        return payloads;
    }

    private static JsonNode Component(ComponentView component)
    {
        var details = new JsonObject { ["statusCodes"] = component.StatusCode == "NONE" ? new JsonArray() : new JsonArray(component.StatusCode) };
        details["statusReason"] = component.StatusReason;
        return new JsonObject
        {
            ["componentName"] = component.Record.Name,
            ["version"] = component.Record.Version,
            ["fleetConfigArns"] = new JsonArray(),
            ["componentStatusDetails"] = details,
            ["isRoot"] = component.Record.IsRoot,
            ["status"] = component.State.ToString().ToUpperInvariant(),
        };
    }

    private static JsonObject Deployment(EndedDeployment deployment) => new()
    {
        ["status"] = deployment.Status,
        ["statusDetails"] = new JsonObject
        {
            ["detailedStatus"] = deployment.Details?.Detailed,
            ["failureCause"] = deployment.Details?.Cause,
            ["errorStack"] = new JsonArray([.. (deployment.Details?.ErrorStack ?? []).Select(error => (JsonNode)error)]),
            ["errorTypes"] = new JsonArray([.. (deployment.Details?.ErrorTypes ?? []).Select(type => (JsonNode)type)]),
        },
        ["fleetConfigurationArnForStatus"] = deployment.FleetConfigurationArn,
        ["deploymentId"] = deployment.DeploymentId,
        ["unchangedRootComponents"] = new JsonArray([.. deployment.UnchangedRoots.Select(name => (JsonNode)name)]),
    };

    private static List<List<JsonNode>> Split(List<JsonNode> components, int bytes)
    {
        List<List<JsonNode>> chunks = [[]];
        var used = 0;
        foreach (var component in components)
        {
            var size = ShadowJson.Bytes(component).Length + 1;
            if (used + size > bytes && chunks[^1].Count > 0)
            {
                chunks.Add([]);
                used = 0;
            }
            chunks[^1].Add(component);
            used += size;
        }
        return chunks;
    }
}

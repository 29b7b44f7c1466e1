using System.Text.Json;
using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Deployments;

/// <summary>Reads what the fleet sends (greengrass-components, 7.2). Field names compare without regard to case; unknown ones are passed over.</summary>
internal static class FleetDocument
{
    private const int MostBytes = 8 << 20;
    private const int DefaultSeconds = 60;

    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    /// <exception cref="DeploymentException">It is no deployment document.</exception>
    public static DeploymentDocument Read(ReadOnlyMemory<byte> json, IReadOnlyList<string>? memberships)
    {
        if (json.Length > MostBytes) throw Bad($"has {json.Length:N0} bytes, and at most {MostBytes:N0} are taken");
        try
        {
            return JsonNode.Parse(json.Span, AnyCase, new JsonDocumentOptions { AllowDuplicateProperties = false }) is JsonObject root ? Read(root, memberships) : throw Bad("is no JSON object");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Bad($"cannot be read: {e.Message}");
        }
    }

    private static DeploymentDocument Read(JsonObject root, IReadOnlyList<string>? memberships)
    {
        var arn = Text(root, "configurationArn") ?? throw Bad("has no configurationArn");
        var group = GroupOf(Text(root, "onBehalfOf") ?? arn);
        var consent = root["componentUpdatePolicy"] as JsonObject;
        return new DeploymentDocument
        {
            Id = Guid.TryParse(Text(root, "deploymentId"), out var id) ? id : throw Bad("has no deploymentId that is a UUID"),
            Kind = group.StartsWith("thing/", StringComparison.Ordinal) ? DeploymentKind.Thing : DeploymentKind.ThingGroup,
            Group = group,
            Revision = arn,
            TimestampMs = root["creationTimestamp"]?.GetValue<long>() ?? 0,
            Roots = (root["components"] as JsonObject ?? []).ToDictionary(entry => entry.Key, entry => ReadRoot(entry.Key, entry.Value), StringComparer.Ordinal),
            RollBack = !IsText(Text(root, "failureHandlingPolicy"), "DO_NOTHING"),
            ConsentSeconds = IsText(Text(consent, "action"), "SKIP_NOTIFY_COMPONENTS") ? null : Seconds(consent),
            ValidationSeconds = Seconds(root["configurationValidationPolicy"] as JsonObject),
            RequiredCapabilities = root["requiredCapabilities"] is JsonArray list ? [.. list.Select(item => item?.GetValue<string>() ?? "")] : [],
            Memberships = memberships,
        };
    }

    private static RootRequest ReadRoot(string name, JsonNode? node)
    {
        if (node is not JsonObject component || Text(component, "version") is not { } version) throw Bad($"names no version of {name}");
        var update = component["configurationUpdate"] as JsonObject;
        return new RootRequest
        {
            Requirement = version,
            Merge = ObjectOf(update?["merge"])?.DeepClone() as JsonObject,
            Reset = update?["reset"] is JsonArray reset ? [.. reset.Select(pointer => pointer?.GetValue<string>() ?? "")] : [],
            RunWith = ReadRunWith(component["runWith"] as JsonObject),
        };
    }

    private static RunWith ReadRunWith(JsonObject? runWith)
    {
        var limits = runWith?["systemResourceLimits"] as JsonObject;
        return new RunWith { PosixUser = Text(runWith, "posixUser"), Cpus = limits?["cpus"]?.GetValue<double>(), MemoryKiB = limits?["memory"]?.GetValue<long>() };
    }

    /// <summary>The cloud sends updates as objects, or as text that holds one.</summary>
    private static JsonObject? ObjectOf(JsonNode? node) => node switch
    {
        JsonObject json => json,
        JsonValue value when value.TryGetValue(out string? text) => JsonNode.Parse(text) as JsonObject,
        _ => null,
    };

    /// <summary><c>arn:…:configuration:thinggroup/name:3</c>, or the group's own <c>arn:…:thinggroup/name</c>.</summary>
    private static string GroupOf(string arn)
    {
        var part = arn.Split(':').FirstOrDefault(part => part.StartsWith("thing/", StringComparison.Ordinal) || part.StartsWith("thinggroup/", StringComparison.Ordinal));
        return part ?? throw Bad($"has the target '{arn}', which names neither thing/… nor thinggroup/…");
    }

    private static int Seconds(JsonObject? policy)
    {
        var seconds = (policy?["timeout"] ?? policy?["timeoutInSeconds"])?.GetValue<int>() ?? DefaultSeconds;
        return Math.Clamp(seconds, 0, 24 * 60 * 60);
    }

    private static string? Text(JsonObject? json, string key) => json?[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static bool IsText(string? text, string value) => string.Equals(text, value, StringComparison.OrdinalIgnoreCase);

    private static DeploymentException Bad(string what) => new($"The deployment document {what}.", [DeploymentErrors.Document], ErrorTypes.Request);
}

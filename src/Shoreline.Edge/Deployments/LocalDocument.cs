using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;

namespace Shoreline.Edge.Deployments;

/// <summary>Local requests as documents (greengrass-components, 7.3).</summary>
internal static class LocalDocument
{
    private const int ValidationSeconds = 20;

    public static DeploymentDocument Of(Guid id, LocalDeploymentRequest request, DateTimeOffset now) => new()
    {
        Id = id,
        Kind = DeploymentKind.Local,
        Group = request.GroupName is { Length: > 0 } group ? $"thinggroup/{group}" : DeploymentDocument.LocalGroup,
        TimestampMs = now.ToUnixTimeMilliseconds(),
        Roots = Names(request).ToDictionary(name => name, name => RootOf(name, request), StringComparer.Ordinal),
        RootsToRemove = request.RootsToRemove,
        RollBack = request.RollBack,
        ValidationSeconds = ValidationSeconds,
        RecipeFolder = request.RecipeFolder,
        ArtifactFolder = request.ArtifactFolder,
    };

    private static IEnumerable<string> Names(LocalDeploymentRequest request) =>
        request.RootsToAdd.Keys.Concat(request.Configuration.Keys).Concat(request.RunWith.Keys).Distinct(StringComparer.Ordinal);

    private static RootRequest RootOf(string name, LocalDeploymentRequest request)
    {
        var update = request.Configuration.GetValueOrDefault(name);
        return new RootRequest
        {
            Requirement = request.RootsToAdd.GetValueOrDefault(name),
            Merge = update?["MERGE"] as JsonObject,
            Reset = update?["RESET"] is JsonArray reset ? [.. reset.Select(pointer => pointer?.ToString() ?? "")] : [],
            RunWith = request.RunWith.GetValueOrDefault(name),
        };
    }
}

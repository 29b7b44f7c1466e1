using Shoreline.Edge.ConfigStore;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Deployments;

/// <summary>Works out what all groups want once a deployment counts (greengrass-components, 7.2, 7.3 and 7.13).</summary>
internal static class TargetGroups
{
    /// <exception cref="DeploymentException">It is older than what counts, or asks for something that is no version.</exception>
    public static ConfigContainer Put(ConfigContainer root, DeploymentDocument document, long nowMs)
    {
        var before = GroupRecords.Find(root, document.Group);
        if (document.Kind == DeploymentKind.ThingGroup && before is { Revision: not null } && document.TimestampMs < before.TimestampMs)
        {
            throw new DeploymentException(
                $"The deployment was made at {Time(document.TimestampMs)}, and the group {document.Group} has one of {Time(before.TimestampMs)}. Deploy the newer again, if it is not wanted.",
                [DeploymentErrors.Stale], ErrorTypes.Request);
        }
        foreach (var left in Left(root, document)) root = GroupRecords.Remove(root, left);
        var roots = document.Kind == DeploymentKind.Local ? LocalRoots(root, document, before) : Asked(document).ToDictionary();
        return GroupRecords.Put(root, new GroupRecord(document.Group, roots, document.Revision, document.TimestampMs), nowMs);
    }

    /// <summary>Groups as a resolution wants them: the deployment's own first.</summary>
    public static IReadOnlyList<GroupRoots> Ordered(ConfigContainer root, string own) =>
        [.. GroupRecords.All(root).OrderBy(group => group.Name == own ? 0 : 1).Select(group => new GroupRoots(group.Name, group.Roots))];

    /// <summary>The roots that are there keep the versions that run, but for those asked for.</summary>
    private static Dictionary<string, VersionRange> LocalRoots(ConfigContainer root, DeploymentDocument document, GroupRecord? before)
    {
        var roots = new Dictionary<string, VersionRange>(StringComparer.Ordinal);
        foreach (var (name, range) in before?.Roots ?? new Dictionary<string, VersionRange>())
            roots[name] = ComponentRecords.Find(root, name) is { } record ? VersionRange.Parse(record.Version) : range;
        foreach (var name in document.RootsToRemove) roots.Remove(name);
        foreach (var (name, range) in Asked(document)) roots[name] = range;
        return roots;
    }

    private static IEnumerable<KeyValuePair<string, VersionRange>> Asked(DeploymentDocument document)
    {
        foreach (var (name, request) in document.Roots)
            if (request.Requirement is { } requirement) yield return KeyValuePair.Create(name, RangeOf(name, requirement));
    }

    private static VersionRange RangeOf(string name, string requirement)
    {
        var isVersion = SemanticVersion.TryParse(requirement, out var version);
        if (!VersionRange.TryParse(requirement, out var range, out var fault) || (isVersion && !version!.CanBeRoot))
        {
            throw new DeploymentException($"'{requirement}' of {name} is no version that can be deployed{(fault is null ? "" : $": it {fault}")}.",
                [RecipeErrorCodes.VersionNotValid], ErrorTypes.Request);
        }
        return range;
    }

    private static string[] Left(ConfigContainer root, DeploymentDocument document) => document.Memberships is not { } memberships ? []
        : [.. GroupRecords.All(root).Where(group => group.Revision is not null && group.Name.StartsWith("thinggroup/", StringComparison.Ordinal)
            && group.Name != document.Group && !memberships.Contains(group.Name)).Select(group => group.Name)];

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture);
}

using System.Text.Json.Nodes;
using Shoreline.Edge.ConfigStore;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Deployments;

/// <summary>What each group wants of the device (greengrass-components, 7.13): part of the configuration tree.</summary>
internal static class GroupRecords
{
    private const string Deployments = "deployments";
    private const string Groups = "groups";

    public static IEnumerable<GroupRecord> All(ConfigContainer root)
    {
        foreach (var (name, node) in root.At(Deployments).At(Groups).Children)
            if (node is ConfigLeaf { Value: JsonObject json }) yield return Read(name, json);
    }

    public static GroupRecord? Find(ConfigContainer root, string name) =>
        root.Find([Deployments, Groups, name]) is ConfigLeaf { Value: JsonObject json } ? Read(name, json) : null;

    public static ConfigContainer Put(ConfigContainer root, GroupRecord group, long timeMs) => ConfigMerge.Set(root, [Deployments, Groups, group.Name], new ConfigLeaf(new JsonObject
    {
        ["roots"] = new JsonObject(group.Roots.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.Text))),
        ["revision"] = group.Revision,
        ["timestampMs"] = group.TimestampMs,
    }, timeMs));

    public static ConfigContainer Remove(ConfigContainer root, string name) => ConfigMerge.Remove(root, [Deployments, Groups, name]);

    private static GroupRecord Read(string name, JsonObject json) => new(
        name, ((JsonObject)json["roots"]!).ToDictionary(entry => entry.Key, entry => VersionRange.Parse(entry.Value!.GetValue<string>()), StringComparer.Ordinal),
        json["revision"]?.GetValue<string>(), json["timestampMs"]!.GetValue<long>());
}

/// <param name="Roots">Name to version or range.</param>
/// <param name="Revision">Null for local groups.</param>
/// <param name="TimestampMs">Of the newest deployment applied.</param>
internal sealed record GroupRecord(string Name, IReadOnlyDictionary<string, VersionRange> Roots, string? Revision, long TimestampMs);

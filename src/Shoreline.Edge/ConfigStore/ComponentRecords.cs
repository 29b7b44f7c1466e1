using System.Text.Json.Nodes;
using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.ConfigStore;

/// <summary>Component records in the tree: <c>services.&lt;name&gt;</c> (greengrass-components, section 5).</summary>
internal static class ComponentRecords
{
    private static readonly (ComponentType Type, string Text)[] Types =
    [
        (ComponentType.Generic, "aws.greengrass.generic"), (ComponentType.Nucleus, "aws.greengrass.nucleus"),
        (ComponentType.Plugin, "aws.greengrass.plugin"), (ComponentType.Lambda, "aws.greengrass.lambda"),
    ];

    /// <summary>All components of a tree, by name.</summary>
    public static IEnumerable<ComponentRecord> All(ConfigContainer root)
    {
        foreach (var (name, node) in root.At(DeviceConfiguration.Services).Children)
            if (node is ConfigContainer record && record.Find("version") is ConfigLeaf) yield return Read(name, record);
    }

    public static ComponentRecord? Find(ConfigContainer root, string name)
    {
        var services = root.At(DeviceConfiguration.Services);
        return services.Find(name) is ConfigContainer record && record.Find("version") is ConfigLeaf && services.Children.TryGetKey(name, out var spelled)
            ? Read(spelled, record) : null;
    }

    /// <summary>Puts a component's record in place of the one there. What the runtime keeps with it (<c>runtime</c>) stays.</summary>
    /// <param name="configuration">With its times; <see cref="ComponentRecord.Configuration"/> is not looked at.</param>
    public static ConfigContainer Put(ConfigContainer root, ComponentRecord record, ConfigContainer configuration, long timeMs)
    {
        var there = root.At(DeviceConfiguration.Services).At(record.Name);
        var previous = Text(there, "version") is { } version && version != record.Version ? version : Text(there, "previousVersion");
        var put = ConfigContainer.EmptyAt(timeMs)
            .With("version", Leaf(record.Version))
            .With("componentType", Leaf(Types.First(type => type.Type == record.Type).Text))
            .With("dependencies", new ConfigLeaf(new JsonArray([.. record.Dependencies.Select(DependencyText)]), timeMs))
            .With("lifecycle", new ConfigLeaf(record.Lifecycle.DeepClone(), timeMs)) // as a whole: names of variables differ by case
            .With("runWith", new ConfigLeaf(RunWithJson(record.RunWith), timeMs))
            .With("isRoot", Leaf(record.IsRoot))
            .With("configuration", configuration);
        if (previous is not null) put = put.With("previousVersion", Leaf(previous));
        if (there.Find("runtime") is { } runtime) put = put.With("runtime", runtime);
        return ConfigMerge.Set(root, [DeviceConfiguration.Services, record.Name], put);

        ConfigLeaf Leaf(JsonNode value) => new(value, timeMs);
    }

    /// <summary>The version that ran before the present one; null where none did.</summary>
    public static string? PreviousVersion(ConfigContainer root, string name) => Text(root.At(DeviceConfiguration.Services).At(name), "previousVersion");

    private static ComponentRecord Read(string name, ConfigContainer record) => new()
    {
        Name = name,
        Version = Text(record, "version") ?? "0.0.0",
        Type = Types.FirstOrDefault(type => type.Text == Text(record, "componentType")).Type,
        Dependencies = ReadDependencies(record.Find("dependencies")?.ToJson() as JsonArray ?? []),
        Lifecycle = record.Find("lifecycle")?.ToJson() as JsonObject ?? [],
        Configuration = record.At("configuration").ToObject(),
        RunWith = ReadRunWith(record.Find("runWith")?.ToJson() as JsonObject ?? []),
        IsRoot = (record.Find("isRoot") as ConfigLeaf)?.Value?.GetValue<bool>() ?? false,
    };

    private static string? Text(ConfigContainer container, string key) => (container.Find(key) as ConfigLeaf)?.Value is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static JsonNode DependencyText(KeyValuePair<string, DependencyType> dependency) =>
        JsonValue.Create($"{dependency.Key}:{(dependency.Value == DependencyType.Soft ? "SOFT" : "HARD")}");

    private static Dictionary<string, DependencyType> ReadDependencies(JsonArray list)
    {
        var dependencies = new Dictionary<string, DependencyType>();
        foreach (var entry in list)
        {
            var parts = entry!.GetValue<string>().Split(':');
            dependencies[parts[0]] = parts.Length > 1 && parts[1] == "SOFT" ? DependencyType.Soft : DependencyType.Hard;
        }
        return dependencies;
    }

    private static JsonObject RunWithJson(RunWith runWith) => new()
    {
        ["posixUser"] = runWith.PosixUser,
        ["systemResourceLimits"] = new JsonObject { ["cpus"] = runWith.Cpus, ["memory"] = runWith.MemoryKiB },
    };

    private static RunWith ReadRunWith(JsonObject json)
    {
        var limits = json["systemResourceLimits"] as JsonObject;
        return new RunWith
        {
            PosixUser = json["posixUser"]?.GetValue<string>(),
            Cpus = limits?["cpus"]?.GetValue<double>(),
            MemoryKiB = limits?["memory"]?.GetValue<long>(),
        };
    }
}

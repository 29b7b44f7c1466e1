using Shoreline.Greengrass.Recipes.Documents;
using static Shoreline.Greengrass.Recipes.ArtifactAccess;

namespace Shoreline.Greengrass.Recipes;

/// <summary>Makes a <see cref="Recipe"/> of a file's values, noting every fault on the way (greengrass-components, 1.2 to 1.10).</summary>
internal static class RecipeBinder
{
    private const string RangeExamples = "for example 1.2.3, ^1.2.0, ~1.2, >=1.0.0 <2.0.0, 1.x or *";

    /// <returns>Null, with a fault, where something is missing that a recipe cannot be without.</returns>
    public static Recipe? Bind(RecipeNode root, RecipeFaults faults)
    {
        if (root.Kind != RecipeNodeKind.Map)
        {
            faults.Add(
                "(file)", root.Line, root.Column,
                $"is {RecipeMap.Describe(root)}; a recipe is one map, from RecipeFormatVersion to Manifests");
            return null;
        }
        var map = new RecipeMap(root, "", faults);
        if (map.RequiredText("RecipeFormatVersion", Recipe.FormatVersion) is { } format && format != Recipe.FormatVersion)
        {
            map.Fault("RecipeFormatVersion", $"{Quoted.Text(format)} is not a format that is known; only {Recipe.FormatVersion} is");
        }
        var name = ReadName(map);
        var version = ReadVersion(map);
        var recipe = new Recipe
        {
            Name = name ?? "",
            Version = version ?? SemanticVersion.Lowest(0, 0, 0),
            Description = map.Text("ComponentDescription"),
            Publisher = map.Text("ComponentPublisher"),
            Type = map.Choice(
                "ComponentType",
                ComponentType.Generic,
                ("aws.greengrass.generic", ComponentType.Generic),
                ("aws.greengrass.nucleus", ComponentType.Nucleus),
                ("aws.greengrass.plugin", ComponentType.Plugin),
                ("aws.greengrass.lambda", ComponentType.Lambda)),
            Source = map.Text("ComponentSource"),
            DefaultConfiguration = ReadConfiguration(map),
            Dependencies = ReadDependencies(map),
            Manifests = ReadManifests(map),
            // Selection keys compare with regard to case: what is one key shows only once they are picked (1.1.8).
            Lifecycle = map.FreeForm("Lifecycle", StringComparer.Ordinal),
        };
        map.NoteUnknown();
        return name is null || version is null ? null : recipe;
    }

    internal static string? NameFault(string name)
    {
        if (name.Length is 0 or > RecipeLimits.NameLength)
        {
            return $"has {name.Length:N0} characters; a component name has 1 to {RecipeLimits.NameLength}";
        }
        if (name.FirstOrDefault(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')) is not '\0' and var other)
        {
            return $"{Quoted.Text(name)} has {Quoted.Text(other.ToString())} in it; a component name is made of A-Z, a-z, 0-9, '-', '_' and '.'";
        }
        // Names are folders of artifacts and work.
        return name is "." or ".." ? $"'{name}' is no component name, but a folder" : null;
    }

    private static string? ReadName(RecipeMap map)
    {
        if (map.RequiredText("ComponentName", "com.example.Camera") is not { } name) return null;
        if (NameFault(name) is not { } fault) return name;
        map.Fault("ComponentName", fault);
        return null;
    }

    private static SemanticVersion? ReadVersion(RecipeMap map)
    {
        if (map.RequiredText("ComponentVersion", "1.0.0") is not { } text) return null;
        if (SemanticVersion.TryParse(text, out var version, out var fault)) return version;
        map.Fault("ComponentVersion", $"{Quoted.Text(text)} {fault}; for example 1.0.0 or 2.1.0-beta.1", RecipeErrorCodes.VersionNotValid);
        return null;
    }

    private static System.Text.Json.Nodes.JsonObject ReadConfiguration(RecipeMap map)
    {
        if (map.Map("ComponentConfiguration") is not { } configuration) return [];
        var defaults = configuration.FreeForm("DefaultConfiguration", StringComparer.OrdinalIgnoreCase);
        configuration.NoteUnknown();
        return defaults;
    }

    private static Dictionary<string, ComponentDependency> ReadDependencies(RecipeMap map)
    {
        const string Key = "ComponentDependencies";
        var dependencies = new Dictionary<string, ComponentDependency>(StringComparer.Ordinal);
        foreach (var (name, node) in map.Names(Key))
        {
            if (NameFault(name) is { } fault) map.FaultBelow(Key, name, node, fault);
            if (map.Below(Key, name, node) is not { } entry) continue;
            var type = entry.Choice("DependencyType", DependencyType.Hard, ("HARD", DependencyType.Hard), ("SOFT", DependencyType.Soft));
            if (ReadRange(entry) is { } range) dependencies[name] = new ComponentDependency(range, type);
            entry.NoteUnknown();
        }
        return dependencies;
    }

    private static VersionRange? ReadRange(RecipeMap entry)
    {
        const string Key = "VersionRequirement";
        if (entry.RequiredText(Key, "'>=1.0.0 <2.0.0'") is not { } text) return null;
        if (VersionRange.TryParse(text, out var range, out var fault)) return range;
        entry.Fault(Key, $"{Quoted.Text(text)} {fault}; {RangeExamples}");
        return null;
    }

    private static IReadOnlyList<RecipeManifest> ReadManifests(RecipeMap map)
    {
        const string Key = "Manifests";
        if (map.Take(Key) is null)
        {
            map.Missing(Key, "a recipe has at least one, if only '- Lifecycle: {}'", RecipeErrorCodes.MissingManifest);
            return [];
        }
        if (map.Take(Key) is { Kind: RecipeNodeKind.List, Items.Count: 0 })
        {
            map.Fault(Key, "is an empty list; a recipe has at least one, if only '- Lifecycle: {}'", RecipeErrorCodes.MissingManifest);
        }
        return map.List(Key, ReadManifest);
    }

    private static RecipeManifest ReadManifest(RecipeMap map)
    {
        var manifest = new RecipeManifest
        {
            Name = map.Text("Name"),
            Platform = ReadPlatform(map),
            Lifecycle = map.FreeForm("Lifecycle", StringComparer.OrdinalIgnoreCase),
            Selections = map.Texts("Selections"),
            Artifacts = map.List("Artifacts", ReadArtifact),
        };
        map.NoteUnknown("Dependencies"); // of the format before this one, and in public recipes still
        return manifest;
    }

    private static Dictionary<string, string?> ReadPlatform(RecipeMap map)
    {
        const string Key = "Platform";
        var templates = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (attribute, node) in map.Names(Key))
        {
            if (node.IsScalar) templates[attribute] = node.Text;
            else if (node.Kind == RecipeNodeKind.Null) templates[attribute] = null;
            else map.FaultBelow(
                Key, attribute, node, $"is {RecipeMap.Describe(node)}; it must be a text, such as linux, /linux|darwin/ or '*'");
        }
        return templates;
    }

    private static RecipeArtifact? ReadArtifact(RecipeMap map)
    {
        var uri = map.RequiredText("URI", "s3://bucket/folder/file.zip");
        if (uri is { Length: 0 }) map.Fault("URI", "is empty; for example s3://bucket/folder/file.zip");
        var permission = map.Map("Permission");
        var artifact = new RecipeArtifact
        {
            Uri = uri ?? "",
            Unarchive = map.Choice("Unarchive", ArtifactUnarchive.None, ("NONE", ArtifactUnarchive.None), ("ZIP", ArtifactUnarchive.Zip)),
            Read = permission?.Choice("Read", Owner, ("NONE", None), ("OWNER", Owner), ("ALL", All)) ?? Owner,
            Execute = permission?.Choice("Execute", None, ("NONE", None), ("OWNER", Owner), ("ALL", All)) ?? None,
            Digest = map.Text("Digest"),
            Algorithm = map.Text("Algorithm"),
        };
        permission?.NoteUnknown();
        map.NoteUnknown();
        return uri is null ? null : artifact;
    }
}

using System.Text.Json.Nodes;

namespace Shoreline.Greengrass.Recipes;

/// <summary>What a recipe does on one kind of device (greengrass-components, 1.6). Equal where all parts are.</summary>
public sealed record RecipeManifest
{
    /// <summary>A label, for people.</summary>
    public string? Name { get; init; }

    /// <summary>Templates by attribute, both compared with regard to case; none fits every device. A null template is <c>*</c>.</summary>
    public IReadOnlyDictionary<string, string?> Platform { get; init; } = new Dictionary<string, string?>();

    /// <summary>The steps; empty where the recipe's global ones hold. Free-form, and never changed in place.</summary>
    public JsonObject Lifecycle { get; init; } = [];

    /// <summary>What picks from the global lifecycle, most wanted first.</summary>
    public IReadOnlyList<string> Selections { get; init; } = [];

    public IReadOnlyList<RecipeArtifact> Artifacts { get; init; } = [];

    public bool Equals(RecipeManifest? other) =>
        other is not null
        && Name == other.Name
        && Platform.Count == other.Platform.Count
        && Platform.All(pair => other.Platform.TryGetValue(pair.Key, out var template) && template == pair.Value)
        && JsonNode.DeepEquals(Lifecycle, other.Lifecycle)
        && Selections.SequenceEqual(other.Selections)
        && Artifacts.SequenceEqual(other.Artifacts);

    public override int GetHashCode() => HashCode.Combine(Name, Platform.Count, Selections.Count, Artifacts.Count);
}

using System.Text.Json.Nodes;

namespace Shoreline.Greengrass.Recipes;

/// <summary>A recipe, as <c>docs/formats/recipe.md</c> describes it. Equal where all parts are.</summary>
public sealed record Recipe
{
    public const string FormatVersion = "2020-01-25";

    public required string Name { get; init; }

    public required SemanticVersion Version { get; init; }

    public string? Description { get; init; }

    public string? Publisher { get; init; }

    public ComponentType Type { get; init; }

    /// <summary>ARN of a Lambda function; of no use with another type than <see cref="ComponentType.Lambda"/>.</summary>
    public string? Source { get; init; }

    /// <summary>Free-form, and never changed in place. A JSON null is a value.</summary>
    public JsonObject DefaultConfiguration { get; init; } = [];

    /// <summary>By component name.</summary>
    public IReadOnlyDictionary<string, ComponentDependency> Dependencies { get; init; } = new Dictionary<string, ComponentDependency>();

    /// <summary>At least one. The first that fits the device counts.</summary>
    public required IReadOnlyList<RecipeManifest> Manifests { get; init; }

    /// <summary>
    /// The global lifecycle (greengrass-components, 1.8). Free-form, never changed in place; keys that differ only by case are both there,
    /// since selections compare with regard to it.
    /// </summary>
    public JsonObject Lifecycle { get; init; } = [];

    public bool Equals(Recipe? other) =>
        other is not null
        && (Name, Version, Description) == (other.Name, other.Version, other.Description)
        && (Publisher, Type, Source) == (other.Publisher, other.Type, other.Source)
        && JsonNode.DeepEquals(DefaultConfiguration, other.DefaultConfiguration)
        && Dependencies.Count == other.Dependencies.Count
        && Dependencies.All(pair => other.Dependencies.TryGetValue(pair.Key, out var dependency) && dependency == pair.Value)
        && Manifests.SequenceEqual(other.Manifests)
        && JsonNode.DeepEquals(Lifecycle, other.Lifecycle);

    public override int GetHashCode() => HashCode.Combine(Name, Version, Manifests.Count);
}

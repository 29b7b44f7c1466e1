using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Deployments;

/// <summary>What a resolution has to go by. Nothing of it changes.</summary>
internal sealed record ResolutionRequest
{
    /// <summary>Roots by group, the deployment's own first.</summary>
    public required IReadOnlyList<GroupRoots> Groups { get; init; }

    /// <summary>Recipes of a name that the device has, in any order; built-in ones need not be among them.</summary>
    public required Func<string, IReadOnlyList<Recipe>> RecipesOf { get; init; }

    /// <summary>Name to version of what runs now.</summary>
    public IReadOnlyDictionary<string, string> Running { get; init; } = new Dictionary<string, string>();
}

/// <param name="Roots">Name to version or range.</param>
internal sealed record GroupRoots(string Group, IReadOnlyDictionary<string, VersionRange> Roots);

/// <param name="Components">Dependencies before their dependents.</param>
/// <param name="Warnings">For the operator.</param>
internal sealed record Resolution(IReadOnlyList<Recipe> Components, IReadOnlyList<string> Warnings);

/// <summary>Who asks for what of a component.</summary>
/// <param name="Source">For people: <c>group LOCAL_DEPLOYMENT</c>, <c>component a 1.0.0</c>.</param>
internal readonly record struct VersionConstraint(string Source, VersionRange Range, bool IsSoft)
{
    public override string ToString() => $"{Source} asks for {Range.Text}";
}

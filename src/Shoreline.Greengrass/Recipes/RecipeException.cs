using Shoreline.Core;

namespace Shoreline.Greengrass.Recipes;

/// <summary>A file is no recipe. The message has a line for each fault, <c>recipe.yaml:12:5: ComponentVersion: …</c>.</summary>
public sealed class RecipeException(string source, IReadOnlyList<RecipeFault> faults)
    : ShorelineException(string.Join('\n', faults.Select(fault => fault.ToText(source))))
{
    /// <summary>Name of the file.</summary>
    public string SourceName { get; } = source;

    /// <summary>At least one; at most <see cref="RecipeLimits.Faults"/>, and one that counts the rest.</summary>
    public IReadOnlyList<RecipeFault> Faults { get; } = faults;
}

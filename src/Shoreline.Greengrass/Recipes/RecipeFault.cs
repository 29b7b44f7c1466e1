namespace Shoreline.Greengrass.Recipes;

/// <summary>One thing wrong with a recipe.</summary>
/// <param name="Path">Key path such as <c>Manifests[0].Artifacts[1].Unarchive</c>; <c>(file)</c> for the whole.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="Message">What was found and what is allowed.</param>
/// <param name="Code">Error code of a deployment that meets it (greengrass-components, 7.12).</param>
public sealed record RecipeFault(string Path, int Line, int Column, string Message, string Code)
{
    public string ToText(string source) => $"{source}:{Line}:{Column}: {Path}: {Message}";
}

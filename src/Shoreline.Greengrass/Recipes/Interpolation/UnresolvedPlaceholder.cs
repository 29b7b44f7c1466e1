namespace Shoreline.Greengrass.Recipes.Interpolation;

/// <summary>A placeholder that stays in the text, for the log (greengrass-components, 2.4.3).</summary>
/// <param name="Path">Where the text stands: <c>Run.Script</c>.</param>
/// <param name="Placeholder">With its braces.</param>
/// <param name="Reason">A sentence without a full stop.</param>
public sealed record UnresolvedPlaceholder(string Path, string Placeholder, string Reason)
{
    public override string ToString() => $"{Path}: {Placeholder} stays as it is: {Reason}";
}

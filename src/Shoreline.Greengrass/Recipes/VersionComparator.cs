namespace Shoreline.Greengrass.Recipes;

internal enum VersionComparison
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>One bound of a range.</summary>
/// <param name="NamesPreRelease">The author wrote a pre-release. A bound that stands for <c>2.x</c> and the like ends before the
/// pre-releases of the next line, and admits none.</param>
internal readonly record struct VersionComparator(VersionComparison Comparison, SemanticVersion Bound, bool NamesPreRelease)
{
    public bool Holds(SemanticVersion version)
    {
        var order = version.CompareTo(Bound);
        return Comparison switch
        {
            VersionComparison.Equal => order == 0,
            VersionComparison.Less => order < 0,
            VersionComparison.LessOrEqual => order <= 0,
            VersionComparison.Greater => order > 0,
            _ => order >= 0,
        };
    }
}

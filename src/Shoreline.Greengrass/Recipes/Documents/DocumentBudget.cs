namespace Shoreline.Greengrass.Recipes.Documents;

/// <summary>Counts what a file makes us hold, and stops it at <see cref="RecipeLimits"/>.</summary>
internal sealed class DocumentBudget
{
    private long _nodes;
    private long _characters;

    /// <exception cref="DocumentFaultException">A limit is passed.</exception>
    public void Take(long nodes, long characters, int line, int column)
    {
        _nodes += nodes;
        _characters += characters;
        if (_nodes > RecipeLimits.Nodes)
        {
            throw new DocumentFaultException(line, column, $"more than {RecipeLimits.Nodes:N0} values up to here; a recipe is smaller");
        }
        if (_characters > RecipeLimits.Characters)
        {
            throw new DocumentFaultException(
                line, column, $"more than {RecipeLimits.Characters:N0} characters up to here; a recipe is smaller");
        }
    }

    /// <exception cref="DocumentFaultException">Too deep.</exception>
    public static void CheckDepth(int depth, int line, int column)
    {
        if (depth > RecipeLimits.Depth)
        {
            throw new DocumentFaultException(
                line, column, $"more than {RecipeLimits.Depth} maps and lists within each other; a recipe has fewer");
        }
    }
}

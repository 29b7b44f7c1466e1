namespace Shoreline.Greengrass.Recipes.Documents;

/// <summary>A file that cannot be read on: broken syntax, or a limit passed. Becomes a fault of the recipe.</summary>
internal sealed class DocumentFaultException(int line, int column, string message) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}

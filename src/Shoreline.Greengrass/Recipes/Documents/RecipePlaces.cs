using System.Globalization;

namespace Shoreline.Greengrass.Recipes.Documents;

/// <summary>Finds where a key path stands in a file.</summary>
internal static class RecipePlaces
{
    /// <summary>
    /// The place of the value at a path such as <c>Manifests[0].Lifecycle.Run</c>, or of the last one on the way that is there.
    /// </summary>
    public static (int Line, int Column) Find(RecipeNode root, string path)
    {
        var at = root;
        var rest = path.AsSpan();
        while (rest.Length > 0 && Step(at, ref rest) is { } next) at = next;
        return (at.Line, at.Column);
    }

    private static RecipeNode? Step(RecipeNode at, ref ReadOnlySpan<char> rest)
    {
        if (rest[0] == '[')
        {
            var end = rest.IndexOf(']');
            if (end < 0 || !int.TryParse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= at.Items.Count)
            {
                return null;
            }
            rest = rest[(end + 1)..];
            return at.Items[index];
        }
        if (rest[0] == '.') rest = rest[1..];
        RecipeNode? found = null;
        var length = 0;
        foreach (var entry in at.Entries)
        {
            // Keys may hold dots: the longest that fits, and of equal ones the later, is meant.
            if (entry.Key.Length < length || !rest.StartsWith(entry.Key, StringComparison.OrdinalIgnoreCase)) continue;
            if (rest.Length > entry.Key.Length && rest[entry.Key.Length] is not ('.' or '[')) continue;
            (found, length) = (entry.Value, entry.Key.Length);
        }
        if (found is not null) rest = rest[length..];
        return length > 0 ? found : null;
    }
}

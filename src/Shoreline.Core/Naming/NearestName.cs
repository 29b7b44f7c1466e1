namespace Shoreline.Core.Naming;

/// <summary>Guesses which name was meant by a mistyped one.</summary>
public static class NearestName
{
    private const int LongestName = 64; // the table grows with the square, and no name that people mistype is longer

    /// <summary>
    /// The known name with the fewest edits, or null where none is near: more than a third of the letters would have to change.
    /// </summary>
    public static string? To(string name, IEnumerable<string> known)
    {
        var (best, bestEdits) = ((string?)null, int.MaxValue);
        if (name.Length > LongestName) return null;
        foreach (var candidate in known.Where(candidate => candidate.Length <= LongestName))
        {
            var edits = Edits(name, candidate);
            if (edits < bestEdits) (best, bestEdits) = (candidate, edits);
        }
        return best is not null && bestEdits <= Math.Max(1, Math.Max(name.Length, best.Length) / 3) ? best : null;
    }

    /// <summary>Letters to add, remove, replace or swap with the next one, without regard to case.</summary>
    private static int Edits(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = cost[i - 1, j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                cost[i, j] = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }
        return cost[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}

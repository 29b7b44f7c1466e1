namespace Shoreline.Edge.Ipc.Operations;

/// <summary>Compares folders by where they really are, through symbolic links.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40; // as the kernel's own limit

    /// <summary>Whether <paramref name="inner"/> is <paramref name="outer"/> or lies below it.</summary>
    public static bool IsSameOrAbove(string outer, string inner)
    {
        var (above, below) = (Of(outer), Of(inner));
        return below == above || below.StartsWith(above == "/" ? above : above + "/", StringComparison.Ordinal);
    }

    /// <summary>Follows the links of a path as far as it exists.</summary>
    private static string Of(string path)
    {
        var pending = new Stack<string>(Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var real = "/";
        var links = 0;
        while (pending.TryPop(out var name))
        {
            var next = Path.Combine(real, name);
            if (new FileInfo(next).LinkTarget is not { } target || ++links > MaxLinks)
            {
                real = next;
                continue;
            }
            var whole = Path.GetFullPath(target, real);
            foreach (var part in whole.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) pending.Push(part);
            real = "/";
        }
        return real;
    }
}

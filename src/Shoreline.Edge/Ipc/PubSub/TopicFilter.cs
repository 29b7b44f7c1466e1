namespace Shoreline.Edge.Ipc.PubSub;

/// <summary>Rules for topics and filters of local publish and subscribe (greengrass-ipc, 6.1).</summary>
internal static class TopicFilter
{
    /// <summary>Neither topics nor filters may be longer. The classic nucleus knows no bound.</summary>
    public const int MaxChars = 4096;

    public const string AnyLevel = "+";
    public const string AllBelow = "#";

    /// <summary>Whether a filter has a wildcard where wildcards count.</summary>
    public static bool HasWildcard(ReadOnlySpan<char> filter)
    {
        var levels = new TopicLevels(filter);
        while (levels.Next(out var level))
        {
            if (level is AnyLevel || (level is AllBelow && levels.IsAtEnd)) return true;
        }
        return false;
    }

    /// <summary>Whether a message may be published there.</summary>
    public static bool IsTopic(ReadOnlySpan<char> topic) => !topic.ContainsAny('+', '#', '*');
}

/// <summary>The levels of a topic between its slashes. Empty ones at the end do not count: <c>a/</c> is <c>a</c>.</summary>
internal ref struct TopicLevels(ReadOnlySpan<char> topic)
{
    private readonly ReadOnlySpan<char> _topic = topic.TrimEnd('/');
    private int _at;

    /// <summary>No level follows.</summary>
    public readonly bool IsAtEnd => _at > _topic.Length || _topic.IsEmpty;

    public bool Next(out ReadOnlySpan<char> level)
    {
        level = default;
        if (IsAtEnd) return false;
        var rest = _topic[_at..];
        var length = rest.IndexOf('/');
        level = length < 0 ? rest : rest[..length];
        _at += level.Length + 1;
        return true;
    }
}

namespace Shoreline.Edge.Ipc.Authorization;

/// <summary>
/// A <see cref="StandardPattern"/> that also knows the wildcards of MQTT (greengrass-ipc, 5.4): <c>+</c> that fills a level stands for one level, <c>#</c> that is the
/// last level for the rest and for the parent. Anywhere else they are ordinary.
/// </summary>
internal sealed class MqttPattern : IResourcePattern
{
    private const string AllBelow = "/#";

    private readonly PatternText _text;
    private readonly PatternText? _below;

    private MqttPattern(PatternText text, PatternText? below) => (_text, _below) = (text, below);

    /// <param name="fault">Why it is none, for people.</param>
    public static MqttPattern? Parse(string resource, out string? fault)
    {
        if (resource == "#") resource = "*";
        if (!resource.EndsWith(AllBelow, StringComparison.Ordinal)) return Pattern(resource, null, out fault);
        var parent = resource[..^AllBelow.Length];
        return Pattern(parent, parent + "/*", out fault);
    }

    public bool Matches(string resource) => _text.Matches(resource) || (_below?.Matches(resource) ?? false);

    private static MqttPattern? Pattern(string resource, string? below, out string? fault)
    {
        PatternText? belowText = null;
        if (below is not null && (belowText = PatternText.Parse(below, hasLevels: true, out fault)) is null) return null;
        var isRoot = resource.Length == 0 && below is not null; // "/#": its parent is the level without a name
        var text = isRoot ? PatternText.Empty : PatternText.Parse(resource, hasLevels: true, out fault);
        fault = null;
        return text is null ? null : new MqttPattern(text, belowText);
    }
}

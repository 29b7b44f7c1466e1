namespace Shoreline.Edge.Ipc.Authorization;

/// <summary>
/// A <see cref="StandardPattern"/> that also knows the wildcards of MQTT (greengrass-ipc, 5.4): <c>+</c> that fills a level stands for one
/// level, <c>#</c> that is the last level for the rest and for the parent. Anywhere else they are ordinary.
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
        var hasBelow = resource.EndsWith(AllBelow, StringComparison.Ordinal);
        if (PatternText.Parse(hasBelow ? resource[..^1] + "*" : resource, hasLevels: true, out fault) is not { } text) return null;
        if (!hasBelow) return new MqttPattern(text, null);
        var parent = resource[..^AllBelow.Length]; // of "/#" the level without a name
        return new MqttPattern(parent.Length == 0 ? PatternText.Empty : PatternText.Parse(parent, hasLevels: true, out fault)!, text);
    }

    public bool Matches(string resource) => _text.Matches(resource) || (_below?.Matches(resource) ?? false);
}

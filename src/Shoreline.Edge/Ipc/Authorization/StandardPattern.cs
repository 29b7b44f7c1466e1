namespace Shoreline.Edge.Ipc.Authorization;

/// <summary>
/// A resource with <c>*</c> for any run of characters, the empty one and those with slashes too (greengrass-ipc, 5.3). All else is
/// ordinary.
/// </summary>
internal sealed class StandardPattern : IResourcePattern
{
    private readonly PatternText _text;

    private StandardPattern(PatternText text) => _text = text;

    /// <param name="fault">Why it is none, for people.</param>
    public static StandardPattern? Parse(string resource, out string? fault) =>
        PatternText.Parse(resource, hasLevels: false, out fault) is { } text ? new StandardPattern(text) : null;

    public bool Matches(string resource) => _text.Matches(resource);
}

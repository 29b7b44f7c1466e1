namespace Shoreline.Edge.Nucleus;

/// <summary>Where an option stands in the configuration of a component.</summary>
/// <param name="path">Keys from the component's configuration down.</param>
internal sealed class OptionKey(string component, params string[] path)
{
    public string Component { get; } = component;

    public IReadOnlyList<string> Path { get; } = path;

    /// <summary>As people write it: <c>mqtt.spooler.maxSizeInBytes</c>.</summary>
    public string Name { get; } = string.Join('.', path);

    /// <summary>The maps that it stands in, the innermost first.</summary>
    public IReadOnlyList<OptionKey> Above { get; } = path.Length < 2 ? [] : AboveOf(new OptionKey(component, path[..^1]));

    private static OptionKey[] AboveOf(OptionKey innermost) => [innermost, .. innermost.Above];
}

namespace Shoreline.Edge.Components;

/// <summary>How a component's program is started.</summary>
internal sealed record ComponentCommand
{
    /// <summary>A path, or a name to be found on the path.</summary>
    public required string File { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Added to what the edge itself was started with.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Files of control groups (<c>cgroup.procs</c>) that the program enters before it begins.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>What setpriv is told about the user to switch to.</summary>
    public IReadOnlyList<string> User { get; init; } = [];

    /// <summary>The folder that it runs in.</summary>
    public required string Folder { get; init; }
}

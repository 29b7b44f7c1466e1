namespace Shoreline.Cli.Demo;

/// <summary>What <c>shoreline demo</c> was asked for.</summary>
internal sealed record DemoOptions
{
    /// <summary>Folder that holds the edge's root, the cloud's data and the logs.</summary>
    public required string Data { get; init; }

    /// <summary>Camera sources to use instead of the drawn scenes and the clips.</summary>
    public IReadOnlyList<string> Cameras { get; init; } = [];

    /// <summary>Port of the portal on loopback; null takes 8080, or a free one where that is taken.</summary>
    public int? Port { get; init; }

    /// <summary>No terminal: run for <see cref="Duration"/>, then print the summary as JSON.</summary>
    public bool Headless { get; init; }

    /// <summary>How long to run; null until Ctrl-C.</summary>
    public TimeSpan? Duration { get; init; }

    public bool Verbose { get; init; }

    public string EdgeRoot => Path.Combine(Data, "edge");

    public string CloudData => Path.Combine(Data, "cloud");

    public string Logs => Path.Combine(Data, "logs");
}

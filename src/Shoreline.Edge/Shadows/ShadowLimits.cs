namespace Shoreline.Edge.Shadows;

/// <summary>Bounds of the shadow service (greengrass-ipc, 6.7).</summary>
internal sealed record ShadowLimits
{
    public const int LargestDocumentBytes = 30_720;

    public static ShadowLimits Default { get; } = new();

    /// <summary>Of desired and reported together, as compact JSON. Default 8192, at most <see cref="LargestDocumentBytes"/>.</summary>
    public int DocumentBytes { get; init; } = 8192;

    /// <summary>Requests a second of all things together.</summary>
    public int RequestsPerSecond { get; init; } = 200;

    /// <summary>Requests a second of one thing.</summary>
    public int ThingRequestsPerSecond { get; init; } = 20;

    /// <summary>Shadows that are kept, the marks of deleted ones included; beyond it the oldest marks go, and new shadows are refused where there is no mark.</summary>
    public int Shadows { get; init; } = 4096;
}

using Shoreline.Core.Records;

namespace Shoreline.Edge.Cameras;

/// <summary>What the camera component says of one camera. Counts are since the component started.</summary>
public sealed record CameraStatus
{
    public required string Name { get; init; }

    /// <summary>As in <c>shoreline.device/1</c>.</summary>
    public required string State { get; init; }

    public long Captured { get; init; }

    public long Analysed { get; init; }

    /// <summary>Frames, records and pictures given up, by cause: <c>late</c>, <c>still</c>, <c>records</c>, …; <c>docs/formats/records.md</c> has all.</summary>
    public IReadOnlyDictionary<string, long> Dropped { get; init; } = new Dictionary<string, long>();

    public long Reconnects { get; init; }

    /// <summary>Frames analysed a second, over the last seconds.</summary>
    public double Fps { get; init; }

    /// <summary>The model that looks at its frames now.</summary>
    public string? Model { get; init; }

    /// <summary>The model that looks on; null where there is none.</summary>
    public ShadowReport? Shadow { get; init; }

    public string? LastError { get; init; }
}

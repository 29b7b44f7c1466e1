using Shoreline.Edge.Configuration;
using Shoreline.Edge.Exports;
using Shoreline.Streams;

namespace Shoreline.Edge;

/// <summary>The streams that a gateway has by itself: their names, their sizes where the configuration names none, and where they go.</summary>
/// <remarks>
/// All overwrite their oldest records when they are full, so that a camera goes on after weeks without a link; what is overwritten before it was
/// exported is counted by the stream and reported. <c>onFull: reject</c> chooses the other way.
/// </remarks>
internal static class ProductStreams
{
    public const string Detections = "detections";
    public const string Faces = "faces";
    public const string Events = "events"; // only where a camera has rules
    public const string Frames = "frames"; // only where a camera samples
    public const string Pictures = "pictures"; // only where events of a camera have pictures
    public const string Comparisons = "comparisons"; // only where a camera has a model that looks on
    public const string Readings = "readings";
    public const string Aggregates = "aggregates";
    public const string Device = "device";
    public const string Ledger = "ledger";
    public const string FleetStatus = "fleet-status";
    public const string ComponentMetrics = "component-metrics";
    private const string VideoPrefix = "video.";

    private static readonly ExportSpec Cloud = new() { Id = "cloud", To = new ToCloud() };
    private static readonly ExportSpec Local = new() { Id = "local", To = new ToLocal() };

    // Overwriting evicts whole segments: an eighth of the stream at most goes at once.
    private const int LargestSegmentBytes = 16 << 20;
    private const int SegmentsPerStream = 8;

    public static string Video(string camera) => VideoPrefix + camera;

    /// <summary>Whether a stream holds media records, which go by HTTP.</summary>
    public static bool IsMedia(string name) => name is Faces or Frames or Pictures || name.StartsWith(VideoPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Creates what is missing of the product's streams and of those that the configuration names. Existing ones stay as they are, those that could not be opened, too: without one of
    /// them the gateway does the rest of its work.
    /// </summary>
    public static void CreateMissing(StreamStore store, EdgeConfig config)
    {
        foreach (var name in Names(config))
        {
            if (!store.TryGet(name, out _) && !store.TryGetFaulty(name, out _)) store.Create(Define(name, config.Streams.GetValueOrDefault(name)));
        }
    }

    /// <summary>Every stream that a configuration asks for, its exports included.</summary>
    public static IReadOnlyList<string> Names(EdgeConfig config) =>
    [
        Detections, Faces, Readings, Aggregates, Device, Ledger, FleetStatus, ComponentMetrics,
        .. config.Cameras.Any(c => c.Rules is not null) ? [Events] : Array.Empty<string>(),
        .. config.Cameras.Any(c => c.Sampling is not null) ? [Frames] : Array.Empty<string>(),
        .. config.Cameras.Any(c => c.HasPictures) ? [Pictures] : Array.Empty<string>(),
        .. config.Cameras.Any(c => c.Shadow is not null) ? [Comparisons] : Array.Empty<string>(),
        .. config.Cameras.Where(c => c.Record).Select(c => Video(c.Name.Value)),
        .. config.Streams.Keys.Where(name => !IsBuiltIn(name, config)),
    ];

    /// <summary>Where a stream goes: as the configuration says, otherwise records to the cloud and the own broker, media to the cloud.</summary>
    /// <remarks>A stream that somebody made through the stream manager has the exports of its definition, and beyond them only what the configuration says.</remarks>
    public static IReadOnlyList<ExportSpec> Exports(string name, EdgeConfig config)
    {
        if (config.Streams.GetValueOrDefault(name)?.Exports is { } exports) return exports;
        if (!IsBuiltIn(name, config) && !config.Streams.ContainsKey(name)) return [];
        return IsMedia(name) ? [Cloud] : [Cloud, Local];
    }

    private static bool IsBuiltIn(string name, EdgeConfig config) =>
        name is Detections or Faces or Readings or Aggregates or Device or Ledger or FleetStatus or ComponentMetrics
        || config.Cameras.Any(c => (c.Record && Video(c.Name.Value) == name) || (c.Rules is not null && name == Events)
            || (c.Sampling is not null && name == Frames) || (c.HasPictures && name == Pictures) || (c.Shadow is not null && name == Comparisons));

    private static StreamDefinition Define(string name, StreamConfig? config)
    {
        var bytes = config?.MaxBytes ?? DefaultBytes(name);
        return new StreamDefinition
        {
            Name = name,
            MaxBytes = bytes,
            SegmentBytes = (int)Math.Min(LargestSegmentBytes, bytes / SegmentsPerStream),
            OnFull = config?.OnFull == FullPolicy.Reject ? OnFull.Reject : OnFull.OverwriteOldest,
        };
    }

    private static long DefaultBytes(string name) => name switch
    {
        Device or Ledger or FleetStatus or ComponentMetrics or Comparisons => 32L << 20,
        Aggregates => 64L << 20,
        Detections or Faces or Frames => 512L << 20,
        _ when name.StartsWith(VideoPrefix, StringComparison.Ordinal) => 1L << 30,
        _ => 256L << 20,
    };
}

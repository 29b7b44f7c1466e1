namespace Shoreline.Cloud.Live;

/// <summary>One analysed frame of a camera, as the hot window keeps it.</summary>
internal sealed record AnalysedFrame(long TimeNs, int Width, int Height, string Model, IReadOnlyList<DetectedObject> Detections);

namespace Shoreline.Vision.Tracking;

/// <summary>How objects are followed from frame to frame. The defaults serve people and faces at 1 to 60 frames a second.</summary>
public sealed record TrackerOptions
{
    /// <summary>Detections of at least this score may begin a track, and are matched first. 0…1, default 0.6.</summary>
    public float HighScore { get; init; } = 0.6f;

    /// <summary>
    /// Detections below <see cref="HighScore"/> but of at least this score only go on with a track that was seen in the frame before: half hidden people score low,
    /// and so do shadows. 0…1, default 0.1.
    /// </summary>
    public float LowScore { get; init; } = 0.1f;

    /// <summary>Frames in which an object must be seen before its track counts. At least 1; default 2: what flickers once is no object.</summary>
    public int FramesToConfirm { get; init; } = 2;

    /// <summary>How long an object that is not seen keeps its number. Default 2 s.</summary>
    public TimeSpan KeepUnseen { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Most tracks at a time; further objects get none, and are counted. 1…4096, default 512.</summary>
    public int MaxTracks { get; init; } = 512;

    /// <summary>How often a track that lives reports itself. Default 5 s.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromSeconds(5);
}

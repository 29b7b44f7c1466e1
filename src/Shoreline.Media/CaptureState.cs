namespace Shoreline.Media;

/// <summary>Where a capture stands.</summary>
public enum CaptureState
{
    /// <summary>The pipeline is built; nothing has come yet.</summary>
    Connecting,

    /// <summary>Video comes.</summary>
    Live,

    /// <summary>Nothing came for the stall timeout; the pipeline is being taken down.</summary>
    Stalled,

    /// <summary>Failed; waiting before the next attempt.</summary>
    Waiting,

    /// <summary>The source came to its end, or the capture was disposed.</summary>
    Ended,

    /// <summary>Failed and will not try again.</summary>
    Failed,
}

/// <summary>What a capture has counted since it was opened.</summary>
/// <param name="Captured">Frames that the source delivered, whatever became of them.</param>
/// <param name="Delivered">Frames that a reader took.</param>
/// <param name="DroppedLate">Frames dropped because a newer one came before a reader took them.</param>
/// <param name="DroppedOverload">Encoded frames not decoded because decoding fell behind; decoding goes on at the next key frame.</param>
/// <param name="DroppedBroken">Frames that could not be mapped.</param>
/// <param name="Reconnects">Attempts after the first one.</param>
/// <param name="Fragments">Fragments made.</param>
/// <param name="FragmentsDropped">Fragments dropped because their reader was behind by more than the queue holds.</param>
public readonly record struct CaptureCounters(
    long Captured, long Delivered, long DroppedLate, long DroppedOverload, long DroppedBroken, long Reconnects, long Fragments,
    long FragmentsDropped)
{
    /// <summary>Frames that <see cref="CaptureOptions.Every"/> left out.</summary>
    public long NotWanted { get; init; }
}

using Shoreline.Core.Records;

namespace Shoreline.Vision.Tracking;

/// <summary>What happened to a track.</summary>
public enum TrackChange
{
    /// <summary>It was seen in enough frames to count.</summary>
    Begin,

    /// <summary>It lives; said every few seconds.</summary>
    Update,

    /// <summary>It was not seen for so long that it ended when it was seen last.</summary>
    End,
}

/// <summary>Something that happened to a track in one frame.</summary>
/// <param name="Track">Its number.</param>
/// <param name="Score">Of the last look.</param>
/// <param name="Box">Where it was at the last look.</param>
/// <param name="FirstSeenNs">In the time of the frames.</param>
/// <param name="LastSeenNs">In the time of the frames.</param>
/// <param name="Looks">Frames in which it was seen.</param>
public readonly record struct TrackEvent(
    TrackChange Change, long Track, string Label, float Score, Box Box, long FirstSeenNs, long LastSeenNs, int Looks);

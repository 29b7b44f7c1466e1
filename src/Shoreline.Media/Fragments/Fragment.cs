namespace Shoreline.Media;

/// <summary>A self-contained piece of encoded video: fMP4, an initialisation section and one <c>moof</c> with its <c>mdat</c>. Format: docs/formats/fragment.md.</summary>
public sealed record Fragment
{
    /// <summary>Random id, 32 hexadecimal digits, of one run of the capture. Within it decode times go on from fragment to fragment.</summary>
    public required string Session { get; init; }

    /// <summary>Position within the session, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>Capture time of the first picture shown, in nanoseconds since the Unix epoch, by the same clock as <see cref="Frame.CapturedAtNs"/>.</summary>
    public required long StartNs { get; init; }

    /// <summary>How long it plays, in nanoseconds.</summary>
    public required long DurationNs { get; init; }

    /// <summary>Pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels.</summary>
    public required int Height { get; init; }

    /// <summary>RFC 6381, for example <c>avc1.64001f</c>.</summary>
    public required string Codec { get; init; }

    /// <summary>Whether it begins with a key frame. False only where the source's key frames are farther apart than a fragment may be long.</summary>
    public required bool StartsWithKeyFrame { get; init; }

    /// <summary>Pictures in it.</summary>
    public required int FrameCount { get; init; }

    /// <summary>The initialisation section, then the media section.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Length of the initialisation section.</summary>
    public required int InitBytes { get; init; }
}

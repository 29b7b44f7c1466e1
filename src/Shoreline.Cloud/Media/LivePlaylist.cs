using System.Globalization;
using System.Text;
using Shoreline.Core;

namespace Shoreline.Cloud.Media;

/// <summary>Writes the HLS media playlist of a live camera (RFC 8216, protocol version 7: fMP4 segments).</summary>
internal static class LivePlaylist
{
    private const int Segments = 30;

    /// <summary>The playlist; addresses in it are relative to its own. Null before the first fragment.</summary>
    public static string? Write(CameraTimeline timeline)
    {
        var (segments, targetSeconds) = timeline.Tail(Segments);
        if (segments.Count == 0) return null;
        var text = new StringBuilder(4096);
        var first = segments[0];
        // The discontinuity tag of the first entry is written, and a tag counts once it has left the playlist (RFC 8216, 4.3.3.3).
        var gone = first.DiscontinuitySequence - (first.StartsAnew ? 1 : 0);
        text.Append(CultureInfo.InvariantCulture, $"""
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:{targetSeconds}
            #EXT-X-MEDIA-SEQUENCE:{first.MediaSequence}
            #EXT-X-DISCONTINUITY-SEQUENCE:{gone}
            #EXT-X-INDEPENDENT-SEGMENTS

            """);
        string? init = null;
        foreach (var segment in segments)
        {
            var fragment = segment.Fragment;
            if (segment.StartsAnew) text.Append("#EXT-X-DISCONTINUITY\n");
            if (fragment.InitDigest != init)
            {
                text.Append(CultureInfo.InvariantCulture, $"#EXT-X-MAP:URI=\"init/{init = fragment.InitDigest}.mp4\"\n");
            }
            text.Append(CultureInfo.InvariantCulture, $"""
                #EXT-X-PROGRAM-DATE-TIME:{Milliseconds(fragment.StartNs)}
                #EXTINF:{fragment.DurationNs / 1e9:0.000000},
                fragments/{fragment.Record.Incarnation}/{fragment.Record.Sequence}.m4s

                """);
        }
        return text.ToString();
    }

    // Not all players read more than three digits.
    private static string Milliseconds(long ns) =>
        Timestamps.FromNs(ns).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

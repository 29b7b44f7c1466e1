using System.Globalization;

namespace Shoreline.Cloud.Tests.Media;

/// <summary>A player's reading of a live playlist, strict about what RFC 8216 demands.</summary>
internal sealed record Playlist(long MediaSequence, long DiscontinuitySequence, int TargetSeconds, IReadOnlyList<Playlist.Segment> Segments)
{
    internal sealed record Segment(long MediaSequence, long DiscontinuitySequence, string Init, string Uri, double Seconds, DateTimeOffset Time);

    public static Playlist Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["#EXTM3U", "#EXT-X-VERSION:7"], lines[..2]);
        var playlist = new Playlist(Number(lines, "#EXT-X-MEDIA-SEQUENCE:"), Number(lines, "#EXT-X-DISCONTINUITY-SEQUENCE:"), (int)Number(lines, "#EXT-X-TARGETDURATION:"), []);
        var segments = new List<Segment>();
        var (discontinuities, init, seconds, time) = (playlist.DiscontinuitySequence, "", 0d, default(DateTimeOffset));
        foreach (var line in lines)
        {
            if (line == "#EXT-X-DISCONTINUITY") discontinuities++;
            else if (line.StartsWith("#EXT-X-MAP:URI=", StringComparison.Ordinal)) init = line.Split('"')[1];
            else if (line.StartsWith("#EXTINF:", StringComparison.Ordinal)) seconds = double.Parse(line[8..^1], CultureInfo.InvariantCulture);
            else if (line.StartsWith("#EXT-X-PROGRAM-DATE-TIME:", StringComparison.Ordinal)) time = DateTimeOffset.Parse(line[25..], CultureInfo.InvariantCulture);
            else if (line[0] != '#')
            {
                Assert.True(Math.Round(seconds) <= playlist.TargetSeconds, $"{seconds} s is more than the target of {playlist.TargetSeconds} s");
                segments.Add(new Segment(playlist.MediaSequence + segments.Count, discontinuities, init, line, seconds, time));
            }
        }
        return playlist with { Segments = segments };
    }

    private static long Number(string[] lines, string tag) =>
        long.Parse(Assert.Single(lines, line => line.StartsWith(tag, StringComparison.Ordinal))[tag.Length..], CultureInfo.InvariantCulture);
}

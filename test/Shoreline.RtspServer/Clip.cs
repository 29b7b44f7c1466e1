namespace Shoreline.Testing.Rtsp;

/// <summary>A clip as gst-launch text for the server.</summary>
internal static class Clip
{
    /// <summary>The clip's own H.264, once, as RTP.</summary>
    /// <remarks>Not several times through <c>concat</c>: with it, GStreamer 1.22's server now and then does not come to serve and answers 503 after 20 s.</remarks>
    public static string Describe(string path)
    {
        var quoted = path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"( filesrc location=\"{quoted}\" ! qtdemux ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 )";
    }
}

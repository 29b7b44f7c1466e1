using System.Text;

namespace Shoreline.Testing.Rtsp;

/// <summary>A clip as gst-launch text for the server.</summary>
internal static class Clip
{
    /// <summary>The clip's own H.264, so many times one after the other, as RTP.</summary>
    public static string Describe(string path, int times)
    {
        var quoted = path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var text = new StringBuilder("( concat name=all ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1");
        for (var i = 0; i < times; i++) text.Append(" filesrc location=\"").Append(quoted).Append("\" ! qtdemux ! h264parse ! all.");
        return text.Append(" )").ToString();
    }
}

using System.Collections.Frozen;
using Shoreline.Core;
using Shoreline.Media.Native.Gst;

namespace Shoreline.Media;

/// <summary>The GStreamer elements that we name ourselves, and the Debian packages that hold them.</summary>
internal static class RequiredElements
{
    private static readonly FrozenDictionary<string, string> Packages = PackageOf(
        ("libgstreamer1.0-0", "filesrc filesink identity tee queue clocksync fakesink capsfilter typefind"),
        ("gstreamer1.0-plugins-base", "appsink appsrc parsebin decodebin uridecodebin videoconvert videoscale videorate videotestsrc"),
        ("gstreamer1.0-plugins-good", "rtspsrc rtpbin udpsrc rtph264depay rtph265depay rtpjpegdepay v4l2src qtdemux matroskademux avidemux mp4mux videocrop jpegdec pngdec"),
        ("gstreamer1.0-plugins-bad", "h264parse h265parse openh264dec tsdemux"),
        ("gstreamer1.0-plugins-ugly", "x264enc"),
        ("gstreamer1.0-libav", "avdec_h264 avdec_h265"));

    /// <exception cref="MissingDependencyException">At least one is not installed; the message names the packages.</exception>
    public static void Check(params IEnumerable<string> elements)
    {
        var missing = elements.Where(element => !GstRuntime.HasElement(element)).ToList();
        if (missing.Count > 0) throw Missing(missing);
    }

    public static MissingDependencyException Missing(IReadOnlyCollection<string> elements)
    {
        var names = string.Join(", ", elements.Select(element => $"'{element}'"));
        var packages = elements.Select(element => Packages.GetValueOrDefault(element)).OfType<string>().Distinct().ToList();
        var advice = packages.Count > 0 ? $"apt-get install {string.Join(' ', packages)}" : "look for its plug-in's package";
        return new MissingDependencyException($"The GStreamer element {names} is not installed: {advice}.");
    }

    private static FrozenDictionary<string, string> PackageOf(params (string Package, string Elements)[] packages) =>
        packages.SelectMany(entry => entry.Elements.Split(' ').Select(element => KeyValuePair.Create(element, entry.Package))).ToFrozenDictionary();
}

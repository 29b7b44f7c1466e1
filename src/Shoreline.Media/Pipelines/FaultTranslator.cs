using System.Text.RegularExpressions;
using Shoreline.Core;
using Shoreline.Media.Native.Gst;

namespace Shoreline.Media;

/// <summary>Makes one line that a person can act on of GStreamer's errors.</summary>
internal static partial class FaultTranslator
{
    // Codes of gsterror.h.
    private const string Resource = "gst-resource-error-quark", Stream = "gst-stream-error-quark", CoreDomain = "gst-core-error-quark";
    private const int NotFound = 3, Busy = 4, OpenRead = 5, OpenWrite = 6, OpenReadWrite = 7, ReadFailed = 9, NotAuthorized = 15;
    private const int TypeNotFound = 4, WrongType = 5, CodecNotFound = 6, Decode = 7, Demux = 9;
    private const int MissingPlugin = 12;

    /// <param name="fault">What the bus said.</param>
    /// <param name="source">Where the video comes from.</param>
    /// <param name="missingPlugin">What a missing plug-in would do, by an earlier message; empty where there was none.</param>
    /// <param name="anyVideo">Whether video had come before.</param>
    public static ShorelineException Translate(GstFault fault, SourceAddress source, string missingPlugin, bool anyVideo)
    {
        if (missingPlugin.Length > 0 || fault is { Domain: CoreDomain, Code: MissingPlugin } or { Domain: Stream, Code: CodecNotFound })
        {
            var what = missingPlugin.Length > 0 ? missingPlugin : fault.Message;
            return new MissingDependencyException(
                $"{source.Shown}: GStreamer has no plug-in for it ({what}): apt-get install gstreamer1.0-libav gstreamer1.0-plugins-bad.");
        }
        var (kind, what2) = Classify(fault, source, anyVideo);
        var element = fault.Factory ?? fault.Element;
        var by = element.Length == 0 ? "" : $" ({element}: {Trim(fault.Message)})";
        return new SourceException(kind, $"{source.Shown}: {what2}{by}.", element, fault.Debug);
    }

    /// <summary>Whether rtspsrc says, as a mere warning, that the camera's connection is gone.</summary>
    public static bool IsLostConnection(GstFault fault) => fault is { Domain: Resource, Code: ReadFailed, Factory: "rtspsrc" };

    /// <summary>For text that GStreamer cannot make a pipeline of.</summary>
    public static ShorelineException Translate(GstParseException refused, SourceAddress source)
    {
        var message = refused.Fault.Message;
        if (NoElement().Match(message) is { Success: true } match) return RequiredElements.Missing([match.Groups[1].Value]);
        return source is PipelineSource
            ? new InvalidInputException($"The text of the pipeline source is not accepted by GStreamer: {Trim(message)}. Try it with gst-launch-1.0.", refused)
            : new SourceException(SourceFault.Unsupported, $"{source.Shown}: GStreamer cannot connect it: {Trim(message)}.", null, message, refused);
    }

    private static (SourceFault Fault, string What) Classify(GstFault fault, SourceAddress source, bool anyVideo)
    {
        if (fault is { Domain: Resource, Code: NotAuthorized } || (source is RtspSource && fault.Debug.Contains("(401)", StringComparison.Ordinal)))
        {
            return (SourceFault.Refused, "the camera refused the user name or password. Check them in the camera's own page and in the configuration");
        }
        if (fault.Domain == Resource)
        {
            return (SourceFault.Unavailable, fault.Code switch
            {
                NotFound => "not found",
                Busy => "in use by another program",
                OpenRead or OpenWrite or OpenReadWrite => source is RtspSource ? "cannot be reached. Check the address, and that the camera is on" : "cannot be opened",
                ReadFailed => "cannot be read any further",
                _ => "failed",
            });
        }
        if (fault.Domain == Stream && fault.Code is TypeNotFound or WrongType) return (SourceFault.Unsupported, "holds no video that GStreamer knows; give a video or a picture");
        if (fault.Domain == Stream && fault.Code is Decode or Demux) return (SourceFault.Damaged, anyVideo ? "is damaged or cut off here" : "is damaged or no video");
        return (anyVideo ? SourceFault.Damaged : SourceFault.Unsupported, anyVideo ? "broke off" : "gives no video");
    }

    private static string Trim(string message) => Lines().Replace(message, " ").TrimEnd('.', ' ');

    [GeneratedRegex("no element \"([^\"]+)\"")]
    private static partial Regex NoElement();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex Lines();
}

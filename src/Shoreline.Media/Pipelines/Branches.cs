using System.Globalization;

namespace Shoreline.Media;

/// <summary>What is hung on a source once its kind is known, as gst-launch text. Nothing of a user's is in it.</summary>
/// <remarks>
/// The encoded video is teed before decoding. Pacing (clocksync) comes before the tee, so that frames and fragments are paced alike. Each queue is bounded
/// by time and bytes; the sinks neither wait for the clock nor for a preroll.
/// </remarks>
internal static class Branches
{
    public const string FramesSink = "frames", FragmentsSink = "fragments", DecodeQueue = "decode-queue", Outlets = "outlets";

    private const string SinkOptions = "sync=false async=false max-buffers=2 enable-last-sample=false";
    private const string EncodedQueue = "max-size-buffers=0 max-size-bytes=67108864 max-size-time=5000000000";
    private const string RawQueue = "max-size-buffers=3 max-size-bytes=0 max-size-time=0";
    private const string AccessUnits = "h264parse ! video/x-h264,stream-format=avc,alignment=au";

    public static string Ignore => "fakesink sync=false async=false enable-last-sample=false";

    public static string H264(CaptureOptions options, string decoder, bool paced, bool rtp)
    {
        var text = $"{(rtp ? "rtph264depay ! " : "")}h264parse ! {(paced ? "clocksync ! " : "")}tee name=encoded";
        if (options.Frames) text += $" encoded. ! queue name={DecodeQueue} {EncodedQueue} ! {decoder} ! {ToPlanes} ! {Frames}";
        if (options.Fragments) text += $" encoded. ! queue {EncodedQueue} ! {AccessUnits} ! {Fragments}";
        return text;
    }

    /// <summary>The decoder of a kind of picture or video that needs no more than one element; null for others.</summary>
    /// <param name="isGrey">Pictures: whether they hold one component.</param>
    public static string? DecoderOf(string mediaType, bool isGrey = false) => mediaType switch
    {
        // jpegdec fails on grey pictures of some sizes ("Buffer passed to JPEG library is too small"), avdec_mjpeg crashes on 4:4:0 ones.
        "image/jpeg" => isGrey ? "jpegparse ! avdec_mjpeg" : "jpegdec",
        "image/png" => "pngdec",
        "video/x-h265" => "h265parse ! avdec_h265",
        _ => null,
    };

    /// <param name="decoder">What makes raw video of it; null where it is raw.</param>
    /// <param name="fps">Frames a second, for the distance of key frames.</param>
    public static string Raw(CaptureOptions options, string? decoder, bool paced, double fps)
    {
        var text = $"{(paced ? "clocksync ! " : "")}{(decoder is null ? "" : decoder + " ! ")}{ToPlanes} ! tee name=raw";
        if (options.Frames) text += $" raw. ! queue {RawQueue} ! {Frames}";
        if (options.Fragments) text += $" raw. ! queue {RawQueue} ! {Encoder(options, fps)} ! {AccessUnits} ! {Fragments}";
        return text;
    }

    /// <summary>The elements that these texts name, to be checked before a pipeline is built.</summary>
    public static IEnumerable<string> Elements(CaptureOptions options, SourceAddress source)
    {
        string[] common = ["h264parse", "tee", "queue", "videoconvert", "appsink", "fakesink", "clocksync", "identity"];
        string[] own = source switch
        {
            FileSource => ["filesrc", "parsebin", "qtdemux"],
            RtspSource => ["rtspsrc", "rtph264depay", "parsebin"],
            V4l2Source => ["v4l2src", "capsfilter"],
            ImagesSource => ["appsrc", "jpegdec", "pngdec"],
            TestSource => ["videotestsrc", "capsfilter"],
            SceneSource => ["appsrc"],
            _ => [],
        };
        var mayEncode = options.Fragments && source is not (FileSource or RtspSource); // those two are H.264 as a rule
        return [.. common, .. own, .. mayEncode ? ["x264enc"] : Array.Empty<string>()];
    }

    private static string ToPlanes => "videoconvert ! video/x-raw,format={NV12,I420}"; // passes what decoders give through untouched

    private static string Frames => $"appsink name={FramesSink} {SinkOptions}";

    private static string Fragments => $"appsink name={FragmentsSink} {SinkOptions}";

    private static string Encoder(CaptureOptions options, double fps)
    {
        var keyFrames = Math.Max(1, (int)Math.Round(fps * options.FragmentDuration.TotalSeconds));
        var rate = options.EncodeBitrateKbps > 0 ? $"bitrate={options.EncodeBitrateKbps}" : "pass=qual quantizer=23";
        return string.Create(
            CultureInfo.InvariantCulture, $"x264enc tune=zerolatency speed-preset=superfast threads=2 key-int-max={keyFrames} {rate}");
    }
}

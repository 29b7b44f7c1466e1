using System.Globalization;
using Shoreline.Media.Native.Gst;

namespace Shoreline.Media;

/// <summary>The head of a pipeline: what gives video, before anything is hung on it.</summary>
/// <remarks>It ends in an element <c>outlet</c> with a source pad, or in <c>outlets</c>, whose pads come while it runs.</remarks>
internal static class SourceHead
{
    public const string Outlet = "outlet";
    private const string Source = "source";
    private const string Tail = $"identity name={Outlet} silent=true";
    private const int RtspLatencyMs = 200; // the jitter buffer; more only delays the picture

    /// <exception cref="GstParseException">A user's own text is not accepted.</exception>
    public static GstPipeline Build(SourceAddress source, CaptureOptions options, RtspTransport transport)
    {
        var pipeline = GstPipeline.Parse(Describe(source, options));
        try
        {
            Configure(pipeline, source, options, transport);
            return pipeline;
        }
        catch
        {
            pipeline.Dispose();
            throw;
        }
    }

    /// <summary>What pushes into the pipeline's appsrc, for those sources that we make ourselves; else null.</summary>
    public static IFeed? Feed(SourceAddress source) => source switch
    {
        ImagesSource images => new ImagesFeed(images),
        SceneSource scene => new SceneFeed(scene),
        _ => null,
    };

    private static string Describe(SourceAddress source, CaptureOptions options) => source switch
    {
        FileSource => $"filesrc name={Source} ! parsebin name={Branches.Outlets}",
        RtspSource => $"rtspsrc name={Branches.Outlets}",
        V4l2Source => $"v4l2src name={Source} ! capsfilter name=filter ! {Tail}",
        TestSource test => $"videotestsrc name={Source} is-live={(options.Pace == CapturePace.Live ? "true" : "false")} pattern={test.Pattern} ! capsfilter name=filter ! {Tail}",
        PipelineSource user => $"{user.Text} ! {Tail}",
        _ => $"appsrc name={Source} format=time block=true max-buffers=2 max-bytes=0 max-time=0 ! {Tail}",
    };

    private static void Configure(GstPipeline pipeline, SourceAddress source, CaptureOptions options, RtspTransport transport)
    {
        switch (source)
        {
            case FileSource file:
                using (var element = pipeline.Element(Source)) element.SetText("location", file.Path);
                break;
            case RtspSource rtsp:
                using (var element = pipeline.Element(Branches.Outlets)) Configure(element, rtsp, options, transport);
                break;
            case V4l2Source camera:
                using (var element = pipeline.Element(Source)) element.SetText("device", camera.Device);
                using (var element = pipeline.Element("filter")) element.Set("caps", camera.Caps);
                break;
            case TestSource test:
                using (var element = pipeline.Element(Source)) element.Set("num-buffers", test.FrameCount.ToString(CultureInfo.InvariantCulture));
                using (var element = pipeline.Element("filter"))
                {
                    element.Set("caps", $"video/x-raw,format=NV12,width={test.Width},height={test.Height},framerate={test.Fps}/1");
                }
                break;
        }
    }

    private static void Configure(GstElement element, RtspSource rtsp, CaptureOptions options, RtspTransport transport)
    {
        element.SetText("location", rtsp.Location);
        if ((options.User ?? rtsp.User) is { } user) element.SetText("user-id", user);
        if ((options.Password ?? rtsp.Password) is { } password) element.SetText("user-pw", password);
        element.Set("protocols", transport == RtspTransport.Udp ? "udp" : "tcp");
        element.Set("latency", RtspLatencyMs.ToString(CultureInfo.InvariantCulture));
        element.Set("timeout", "5000000"); // µs without UDP packets, then an error: we do the reconnecting
        element.Set("tcp-timeout", "10000000"); // µs
        element.Set("udp-reconnect", "false");
    }
}

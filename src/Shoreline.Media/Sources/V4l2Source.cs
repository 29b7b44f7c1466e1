using Shoreline.Core;

namespace Shoreline.Media;

/// <summary>A camera of this machine. <c>Caps</c> is what is asked of it, in GStreamer's words.</summary>
internal sealed record V4l2Source(string Device, string Caps) : SourceAddress
{
    public override string Shown => $"v4l2://{Device}";

    public override bool IsFinite => false;

    public override bool IsLive => true;

    public static V4l2Source ParseRest(string rest)
    {
        var query = SourceQuery.Split("v4l2", rest, out var device, "width", "height", "fps", "format");
        if (device.Length == 0) device = "/dev/video0";
        if (!device.StartsWith('/')) throw new InvalidInputException($"'v4l2://{device}' names no device: write v4l2:///dev/video0.");
        var caps = query.Text("format") switch
        {
            null or "raw" => "video/x-raw",
            "mjpeg" => "image/jpeg",
            "h264" => "video/x-h264",
            var other => throw new InvalidInputException($"The option 'format' of a v4l2 source is '{other}': it must be raw, mjpeg or h264."),
        };
        if (query.Int("width", 0, 16, 16384) is > 0 and var width) caps += $",width={width}";
        if (query.Int("height", 0, 16, 16384) is > 0 and var height) caps += $",height={height}";
        if (query.Int("fps", 0, 1, 240) is > 0 and var fps) caps += $",framerate={fps}/1";
        return new V4l2Source(device, caps);
    }
}

using Shoreline.Core.Naming;

namespace Shoreline.Media;

/// <summary>How fast a source is read.</summary>
public enum CapturePace
{
    /// <summary>In real time, newest first: a frame that nobody took before the next one came is dropped and counted.</summary>
    Live,

    /// <summary>As fast as the reader takes frames; none is dropped.</summary>
    Offline,
}

/// <summary>Which frames of a live source a reader gets that is slower than they come.</summary>
public enum FrameDelivery
{
    /// <summary>The newest: what was not taken before the next one came is dropped and counted.</summary>
    Newest,

    /// <summary>
    /// All of them, late where it must be. A reader that falls more than two seconds behind loses what lies between there and the next key
    /// frame, or, where the source is not encoded, the oldest frames; both are counted.
    /// </summary>
    All,
}

/// <summary>How RTP travels from an RTSP camera.</summary>
public enum RtspTransport
{
    /// <summary>TCP first; UDP where the camera does not do TCP.</summary>
    Auto,

    /// <summary>Interleaved in the RTSP connection: passes firewalls, loses nothing.</summary>
    Tcp,

    Udp,
}

/// <summary>What to capture and how. Forms of <see cref="Source"/>: docs/guides/sources.md.</summary>
public sealed record CaptureOptions
{
    public required CameraName Camera { get; init; }

    /// <summary>Address of the source: <c>rtsp://</c>, <c>v4l2://</c>, <c>file://</c> or a path, <c>images://</c>, <c>test://</c>, <c>scene://</c>, <c>pipeline:</c>.</summary>
    public required string Source { get; init; }

    /// <summary>RTSP: the camera's user. Wins over one in the address.</summary>
    public string? User { get; init; }

    /// <summary>RTSP: the camera's password. It is given to the RTSP client only and appears in no log or message.</summary>
    public string? Password { get; init; }

    public CapturePace Pace { get; init; }

    /// <summary>At the live pace. Default the newest.</summary>
    public FrameDelivery Delivery { get; init; }

    /// <summary>
    /// Only frames whose index is a multiple of this reach the reader; fragments have them all. What is left out takes no wanted frame's
    /// place. Default 1.
    /// </summary>
    public int Every { get; init; } = 1;

    /// <summary>Whether decoded frames are wanted.</summary>
    public bool Frames { get; init; } = true;

    /// <summary>Whether fragments of encoded video are wanted.</summary>
    public bool Fragments { get; init; }

    /// <summary>A fragment ends at the first key frame after about so long. Default 1 s.</summary>
    public TimeSpan FragmentDuration { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Nothing for so long, and the source counts as stalled. Default 10 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public RtspTransport Transport { get; init; }

    /// <summary>Whether to try again, for ever, after the source failed. Off, and always with <see cref="CapturePace.Offline"/>: readers get the error.</summary>
    public bool Reconnect { get; init; } = true;

    /// <summary>First wait before trying again; it doubles up to <see cref="ReconnectMax"/>, each with up to a quarter of jitter. Default 0.5 s.</summary>
    public TimeSpan ReconnectMin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait before trying again; at once where the camera refused the password. Default 30 s.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bit rate in kbit/s where fragments must be encoded because the source is not H.264; 0 leaves it to the encoder's constant quality.</summary>
    public int EncodeBitrateKbps { get; init; }
}

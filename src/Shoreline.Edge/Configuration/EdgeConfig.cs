using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Edge.Exports;
using Shoreline.Edge.StreamManager;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Latest;
using Shoreline.Vision.Sampling;
using Shoreline.Vision.Sampling.Pictures;

namespace Shoreline.Edge.Configuration;

/// <summary>What <c>edge.yaml</c> says, checked.</summary>
/// <remarks>The smallest file is one line, <c>device: gw-01</c>. Ports are on loopback; 0 takes a free one.</remarks>
public sealed record EdgeConfig
{
    public required DeviceName Device { get; init; }

    /// <summary>Where records go; null keeps them on this machine.</summary>
    public CloudConfig? Cloud { get; init; }

    public IReadOnlyList<CameraConfig> Cameras { get; init; } = [];

    /// <summary>What the file says of streams, by name. Those that it does not name are defined by the product.</summary>
    public IReadOnlyDictionary<string, StreamConfig> Streams { get; init; } = new Dictionary<string, StreamConfig>();

    /// <summary>What holds for all exports.</summary>
    internal ExportSettings Exports { get; init; } = new();

    /// <summary>What all exports together may send off the gateway.</summary>
    internal BandwidthConfig Bandwidth { get; init; } = new();

    /// <summary>Programs of the user's that the gateway keeps running.</summary>
    public IReadOnlyList<ComponentConfig> Components { get; init; } = [];

    /// <summary>
    /// <c>user[:group]</c> that runs components which name none; null: the gateway's own user, and none where that is root. The gateway's own components run as the gateway does.
    /// </summary>
    public string? ComponentUser { get; init; }

    /// <summary>Where named secrets come from. Those not named here are files in <c>secrets/</c> under the root.</summary>
    public IReadOnlyDictionary<string, SecretConfig> Secrets { get; init; } = new Dictionary<string, SecretConfig>();

    /// <summary>Port of the local page. Default 8090.</summary>
    public int PagePort { get; init; } = 8090;

    /// <summary>Port of the stream manager protocol. Default 8088, where its clients look.</summary>
    public int StreamManagerPort { get; init; } = 8088;

    /// <summary>What else the file says of the stream manager, in its own words or in those of AWS's component.</summary>
    public StreamManagerParameters StreamManager { get; init; } = new();

    /// <summary>Port of the gateway's own MQTT broker. Default 1883.</summary>
    public int BrokerPort { get; init; } = 1883;

    /// <summary>Whether the sample sensor runs.</summary>
    public bool Sensor { get; init; }

    /// <summary>Whether the sample aggregator runs.</summary>
    public bool Aggregate { get; init; }

    /// <summary>Folder of the latest pictures, best on a tmpfs; null: <c>live</c> under the root.</summary>
    public string? LiveFolder { get; init; }

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or something in it is wrong; every fault is a line <c>file:line: key: what</c>.</exception>
    public static EdgeConfig Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The configuration {path} cannot be read: {e.Message} Give --config the path of an edge.yaml.", e);
        }
    }

    /// <summary>Checks the text of a file.</summary>
    /// <param name="path">Named in messages; relative paths in the text start from its folder.</param>
    /// <exception cref="InvalidInputException">Something is wrong.</exception>
    public static EdgeConfig Parse(string text, string path)
    {
        var faults = new ConfigFaults(Path.GetFileName(path));
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var config = YamlMap.Open(text, faults) is { } root ? EdgeConfigReader.Read(root, faults, folder) : null;
        faults.ThrowIfAny();
        return config!;
    }
}

/// <summary>The other side. Records go by MQTT, media by HTTP; what has no address stays in its stream until it has.</summary>
public sealed record CloudConfig
{
    /// <summary><c>http://</c> or <c>https://</c>: where media is put.</summary>
    public Uri? Url { get; init; }

    /// <summary><c>mqtt://host:port</c>: where records are published.</summary>
    public Uri? Mqtt { get; init; }
}

/// <summary>How a camera's RTSP session carries its media.</summary>
public enum CameraTransport
{
    Auto,
    Tcp,
    Udp,
}

/// <summary>Where what was found is drawn into recorded video.</summary>
public enum CameraOverlay
{
    /// <summary>In the player, from the detections; the video stays as the camera gave it.</summary>
    Player,

    /// <summary>In the picture, which is encoded anew.</summary>
    Burn,
}

public sealed record CameraConfig
{
    public required CameraName Name { get; init; }

    /// <summary>A source as <c>Shoreline.Media</c> reads it, without user and password: <c>rtsp://…</c>, <c>v4l2:///dev/video0</c>, <c>file:///…?loop=true</c>, <c>scene://line</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Name of the secret that holds <c>user:password</c>, or null.</summary>
    public string? Secret { get; init; }

    /// <summary>User and password that stood in the address; <see cref="Source"/> no longer holds them.</summary>
    internal (string User, string Password)? InlineCredentials { get; init; }

    /// <summary>Model's name or folder; null: the best that is at hand.</summary>
    public string? Model { get; init; }

    /// <summary>Name or folder of a model that looks on and is only compared; null for none.</summary>
    public string? Shadow { get; init; }

    /// <summary>Path of the rule file; null for no rules.</summary>
    public string? Rules { get; init; }

    /// <summary>Which frames go into <c>frames</c>; null: none.</summary>
    public SamplingOptions? Sampling { get; init; }

    /// <summary>Which of its events have pictures. Default all; without rules there are no events.</summary>
    public EventPictureMode Pictures { get; init; } = EventPictureMode.All;

    internal bool HasPictures => Rules is not null && Pictures != EventPictureMode.None;

    /// <summary>Cameras of one group share a process and its model. Default <c>default</c>.</summary>
    public string Group { get; init; } = DefaultGroup;

    public CameraTransport Transport { get; init; }

    /// <summary>Whether its video goes into <c>video.&lt;camera&gt;</c>. Default true.</summary>
    public bool Record { get; init; } = true;

    /// <summary>Whether pictures of faces go into <c>faces</c>. Default true.</summary>
    public bool Faces { get; init; } = true;

    /// <summary>Analyse one frame in so many. Default 1.</summary>
    public int Every { get; init; } = 1;

    /// <summary>Frames that are looked at side by side. Default 1.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Which frames are analysed when they come faster than that. Default the newest.</summary>
    public FrameChoice Frames { get; init; }

    /// <summary>How its models run.</summary>
    public InferenceOptions Inference { get; init; } = InferenceConfigReader.Default;

    /// <summary>Whether and how frames are held back in which nothing moves. Default: on.</summary>
    public CameraMotion Motion { get; init; } = new();

    /// <summary>Where what was found is drawn into recorded video. Default <see cref="CameraOverlay.Player"/>.</summary>
    public CameraOverlay Overlay { get; init; }

    /// <summary>How its latest picture is kept.</summary>
    public LatestPictureOptions Latest { get; init; } = new();

    /// <summary>Line of the file it stands on, for messages of later checks.</summary>
    public int Line { get; init; }

    public const string DefaultGroup = "default";
}

/// <summary>What to do with a record when its stream is full.</summary>
public enum FullPolicy
{
    Reject,
    Overwrite,
}

/// <summary>Overrides for one stream; null leaves the default.</summary>
public sealed record StreamConfig
{
    /// <summary>Bytes on disk.</summary>
    public long? MaxBytes { get; init; }

    public FullPolicy? OnFull { get; init; }

    /// <summary>All its exports; an empty list keeps it on the gateway.</summary>
    internal IReadOnlyList<ExportSpec>? Exports { get; init; }
}

/// <summary>A program of the user's.</summary>
public sealed record ComponentConfig
{
    public required string Name { get; init; }

    /// <summary>A line for <c>/bin/sh</c>; <c>shoreline</c> is on its path.</summary>
    public required string Run { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>Where one secret is read from; exactly one of the two is set.</summary>
public sealed record SecretConfig
{
    /// <summary>Absolute path of a file.</summary>
    public string? File { get; init; }

    /// <summary>Name of an environment variable.</summary>
    public string? Variable { get; init; }
}

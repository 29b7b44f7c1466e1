using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Edge.Configuration;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Latest;
using Shoreline.Vision.Sampling;
using Shoreline.Vision.Sampling.Pictures;

namespace Shoreline.Edge.Cameras;

/// <summary>What <c>shoreline vision --config FILE</c> is to run. The edge writes the file (mode 0600: it holds passwords); one written by hand is YAML.</summary>
public sealed record CameraComponentConfig
{
    public required string Device { get; init; }

    /// <summary>Folder of the latest pictures.</summary>
    public required string LiveFolder { get; init; }

    /// <summary>Where to say how the cameras are, for the edge; null: nowhere.</summary>
    public string? StatusFile { get; init; }

    /// <summary>Folder of what sampling remembers over restarts; null: nothing is remembered.</summary>
    public string? SamplingFolder { get; init; }

    public required IReadOnlyList<CameraTask> Cameras { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new SamplingJson() },
    };

    /// <summary>What a file of it holds.</summary>
    public byte[] ToFile() => JsonSerializer.SerializeToUtf8Bytes(this, Json); // JSON is YAML

    /// <summary>The same but for the models, which cameras change while they run.</summary>
    public CameraComponentConfig WithoutModels() => this with { Cameras = [.. Cameras.Select(camera => camera with { Model = null })] };

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or something in it is wrong; every fault is a line.</exception>
    public static CameraComponentConfig Load(string path)
    {
        var faults = new ConfigFaults(Path.GetFileName(path));
        CameraComponentConfig? config = null;
        try
        {
            if (YamlMap.Open(File.ReadAllText(path), faults) is { } root) config = Read(root, Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The configuration {path} cannot be read: {e.Message}", e);
        }
        faults.ThrowIfAny();
        return config!;
    }

    private static CameraComponentConfig Read(YamlMap root, string folder)
    {
        var device = root.RequiredText("device", "gw-01");
        if (device.Length > 0) root.Parsed("device", device, text => new DeviceName(text));
        var config = new CameraComponentConfig
        {
            Device = device,
            LiveFolder = Path.GetFullPath(root.Text("liveFolder") ?? "live", folder),
            StatusFile = root.Text("statusFile") is { } status ? Path.GetFullPath(status, folder) : null,
            SamplingFolder = root.Text("samplingFolder") is { } sampling ? Path.GetFullPath(sampling, folder) : null,
            Cameras = [.. (root.List("cameras") ?? []).Select(map => ReadCamera(map, folder))],
        };
        if (config.Cameras.Count == 0) root.Fault("cameras", "is missing; for example 'cameras: [ { name: line, source: scene://line } ]'");
        root.RefuseUnknown();
        return config;
    }

    private static CameraTask ReadCamera(YamlMap map, string folder)
    {
        var name = map.RequiredText("name", "entrance");
        if (name.Length > 0) map.Parsed("name", name, text => new CameraName(text));
        var task = new CameraTask
        {
            Name = name,
            Source = map.RequiredText("source", "rtsp://10.0.0.7/stream1"),
            User = map.Text("user"),
            Password = map.Text("password"),
            Model = map.Text("model"),
            Shadow = map.Text("shadow"),
            Rules = map.Text("rules") is { } rules ? Path.GetFullPath(rules, folder) : null,
            Transport = map.Choice("transport", CameraTransport.Auto,
                ("auto", CameraTransport.Auto), ("tcp", CameraTransport.Tcp), ("udp", CameraTransport.Udp)),
            Record = map.Boolean("record", true),
            Faces = map.Boolean("faces", true),
            Every = map.Integer("every", 1, 1, 1000),
            Lanes = InferenceConfigReader.ReadLanes(map),
            Frames = InferenceConfigReader.ReadFrames(map),
            Inference = InferenceConfigReader.Read(map),
            Motion = CameraMotionReader.Read(map),
            Overlay = map.Choice("overlay", CameraOverlay.Player, ("player", CameraOverlay.Player), ("burn", CameraOverlay.Burn)),
            Latest = LatestPictureReader.Read(map),
            Sampling = SamplingConfigReader.Read(map),
            Pictures = SamplingConfigReader.ReadPictures(map),
        };
        map.RefuseUnknown();
        return task;
    }
}

/// <summary>One camera of the component.</summary>
public sealed record CameraTask
{
    public required string Name { get; init; }

    public required string Source { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Model's name or folder; null: the best at hand.</summary>
    public string? Model { get; init; }

    /// <summary>Name or folder of a model that looks on and is only compared; null for none.</summary>
    public string? Shadow { get; init; }

    /// <summary>Path of its rule file; null for no rules.</summary>
    public string? Rules { get; init; }

    public CameraTransport Transport { get; init; }

    /// <summary>Whether its fragments go into <c>video.&lt;camera&gt;</c>.</summary>
    public bool Record { get; init; } = true;

    /// <summary>Whether pictures of faces go into <c>faces</c>.</summary>
    public bool Faces { get; init; } = true;

    /// <summary>Analyse one frame in so many.</summary>
    public int Every { get; init; } = 1;

    /// <summary>Frames that are looked at side by side.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Which frames are analysed when they come faster than that.</summary>
    public FrameChoice Frames { get; init; }

    /// <summary>How its models run.</summary>
    public InferenceOptions Inference { get; init; } = InferenceConfigReader.Default;

    /// <summary>Whether and how frames are held back in which nothing moves.</summary>
    public CameraMotion Motion { get; init; } = new();

    /// <summary>Where what was found is drawn into its video.</summary>
    public CameraOverlay Overlay { get; init; }

    /// <summary>How its latest picture is kept.</summary>
    public LatestPictureOptions Latest { get; init; } = new();

    /// <summary>Which frames go into <c>frames</c>; null: none.</summary>
    public SamplingOptions? Sampling { get; init; }

    /// <summary>Which of its events have pictures in <c>pictures</c>; only with rules.</summary>
    public EventPictureMode Pictures { get; init; } = EventPictureMode.All;
}

using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Edge.StreamManager;
using Shoreline.Vision.Rules;

namespace Shoreline.Edge.Configuration;

/// <summary>Turns the mapping of <c>edge.yaml</c> into <see cref="EdgeConfig"/>, noting every fault on the way.</summary>
internal static class EdgeConfigReader
{
    private const int LongestStreamName = 120; // docs/formats/mqtt.md

    private const long SmallestStreamBytes = 1 << 20;

    private static readonly string[] SourceSchemes = ["rtsp", "rtsps", "v4l2", "file", "images", "test", "scene", "pipeline"];

    public static EdgeConfig Read(YamlMap root, ConfigFaults faults, string folder)
    {
        var device = root.RequiredText("device", "gw-01");
        var cloud = ReadCloud(root);
        var streamManager = ReadStreamManager(root);
        var exports = ExportConfigReader.ReadSettings(root);
        var config = new EdgeConfig
        {
            Device = device.Length > 0 ? root.Parsed("device", device, text => new DeviceName(text)) : default,
            Cloud = cloud,
            Cameras = ReadCameras(root, folder),
            Streams = ReadStreams(root, new ExportConfigReader(exports, folder)),
            Exports = exports with { AtOnce = streamManager.ExportsAtOnce ?? exports.AtOnce, MinPartBytes = streamManager.MultipartPartBytes },
            Bandwidth = ReadBandwidth(root, streamManager),
            Components = ReadComponents(root),
            ComponentUser = root.Text("componentUser"),
            Secrets = ReadSecrets(root, folder),
            PagePort = ReadPort(root, "page", 8090),
            StreamManagerPort = streamManager.Port ?? 8088,
            StreamManager = streamManager,
            BrokerPort = ReadPort(root, "broker", 1883),
            Sensor = root.Boolean("sensor", false),
            Aggregate = root.Boolean("aggregate", false),
            LiveFolder = root.Text("live") is { } live ? Path.GetFullPath(live, folder) : null,
        };
        RefuseSharedPorts(root, config);
        root.RefuseUnknown();
        return config;
    }

    private static CloudConfig? ReadCloud(YamlMap root)
    {
        if (root.Map("cloud") is not { } map) return null;
        var cloud = new CloudConfig
        {
            Url = map.Address("url", "http://HOST:PORT", "http", "https"),
            Mqtt = map.Address("mqtt", "mqtt://HOST:PORT", "mqtt"),
        };
        map.RefuseUnknown();
        return cloud;
    }

    private static List<CameraConfig> ReadCameras(YamlMap root, string folder)
    {
        var cameras = new List<CameraConfig>();
        var ruleKeys = new List<YamlMap>();
        foreach (var map in root.List("cameras") ?? [])
        {
            var name = map.RequiredText("name", "entrance");
            if (cameras.Exists(c => c.Name.Value == name)) map.Fault("name", $"'{name}' is the name of another camera too");
            cameras.Add(SplitCredentials(new CameraConfig
            {
                Name = name.Length > 0 ? map.Parsed("name", name, text => new CameraName(text)) : default,
                Source = ReadSource(map),
                Secret = map.SecretName("credentials"),
                Model = map.Text("model"),
                Shadow = map.Text("shadow"),
                Rules = map.Text("rules") is { } rules ? Path.GetFullPath(rules, folder) : null,
                Sampling = SamplingConfigReader.Read(map),
                Pictures = SamplingConfigReader.ReadPictures(map),
                Group = ReadGroup(map),
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
                Line = map.Line,
            }, map));
            map.RefuseUnknown();
            ruleKeys.Add(map);
        }
        foreach (var (map, camera) in ruleKeys.Zip(cameras)) CheckRules(map, camera, cameras);
        return cameras;
    }

    /// <summary>Reads the camera's rules as its process will, but for the model, which is chosen there.</summary>
    private static void CheckRules(YamlMap map, CameraConfig camera, List<CameraConfig> cameras)
    {
        if (camera.Rules is null && map.Has("pictures")) map.Fault("pictures", "says nothing without 'rules': they are pictures of events, which rules make");
        if (camera.Rules is not { } path) return;
        try
        {
            RuleFile.Load(path, new RuleNames { Cameras = [.. cameras.Select(c => c.Name.Value).Where(name => name is not null)] });
        }
        catch (InvalidInputException e)
        {
            map.Fault("rules", e.Message);
        }
    }

    private static string ReadSource(YamlMap camera)
    {
        var source = camera.RequiredText("source", "rtsp://10.0.0.7/stream1");
        if (source.Length == 0) return source;
        var scheme = source.Split(':', 2)[0];
        if (!source.Contains(':', StringComparison.Ordinal) || !SourceSchemes.Contains(scheme))
        {
            camera.Fault("source", NearestName.To(scheme, SourceSchemes) is { } near
                ? $"'{scheme}:' is not a kind of source; did you mean '{near}:'?"
                : $"is not a source; it begins with one of {string.Join(", ", SourceSchemes.Select(s => s + ":"))}");
        }
        return source;
    }

    /// <summary>Takes user and password out of an address, so that the source can be shown.</summary>
    private static CameraConfig SplitCredentials(CameraConfig camera, YamlMap map)
    {
        if (!camera.Source.StartsWith("rtsp", StringComparison.Ordinal) || !Uri.TryCreate(camera.Source, UriKind.Absolute, out var uri) || uri.UserInfo.Length == 0)
        {
            return camera;
        }
        if (camera.Secret is not null) map.Fault("credentials", "is given, and the source holds a user too; one of them is enough");
        var parts = uri.UserInfo.Split(':', 2);
        return camera with
        {
            Source = camera.Source.Replace(uri.UserInfo + "@", "", StringComparison.Ordinal),
            InlineCredentials = (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : ""),
        };
    }

    private static string ReadGroup(YamlMap camera)
    {
        var group = camera.Text("group") ?? CameraConfig.DefaultGroup;
        camera.Parsed("group", group, text => new CameraName(text)); // it becomes part of file names, as a camera's name does
        return group;
    }

    private static Dictionary<string, StreamConfig> ReadStreams(YamlMap root, ExportConfigReader exports)
    {
        var streams = new Dictionary<string, StreamConfig>(StringComparer.Ordinal);
        if (root.Map("streams") is not { } map) return streams;
        foreach (var name in map.Keys)
        {
            if (name.AsSpan().ContainsAny("/+#\0")) map.Fault(name, "is not a stream's name: it holds one of / + #, which topics cannot");
            if (name.Length > LongestStreamName) map.Fault(name, $"is a name of {name.Length} characters; the cloud takes at most {LongestStreamName}");
            if (map.Map(name) is not { } stream) continue;
            streams[name] = new StreamConfig
            {
                MaxBytes = stream.Size("maxSize", SmallestStreamBytes),
                OnFull = stream.Choice("onFull", (FullPolicy?)null, ("reject", FullPolicy.Reject), ("overwrite", FullPolicy.Overwrite)),
                Exports = exports.ReadList(stream),
            };
            stream.RefuseUnknown();
        }
        return streams;
    }

    private static List<ComponentConfig> ReadComponents(YamlMap root)
    {
        var components = new List<ComponentConfig>();
        foreach (var map in root.List("components") ?? [])
        {
            var name = map.RequiredText("name", "my-program");
            if (name.Length > 0) map.Parsed("name", name, text => new CameraName(text)); // it becomes a file name: the same rule as a camera's
            if (name.StartsWith("shoreline.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("aws.", StringComparison.OrdinalIgnoreCase))
            {
                map.Fault("name", $"'{name}' is the name of a component of Shoreline's own");
            }
            var isTaken = components.Exists(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase)); // as the configuration store compares
            if (isTaken) map.Fault("name", $"'{name}' is the name of another component too");
            components.Add(new ComponentConfig
            {
                Name = name,
                Run = map.RequiredText("run", "python3 /opt/my-program.py"),
                Environment = map.Map("env") is { } env ? env.Keys.ToDictionary(k => k, k => env.Text(k) ?? "", StringComparer.Ordinal) : [],
            });
            map.RefuseUnknown();
        }
        return components;
    }

    private static Dictionary<string, SecretConfig> ReadSecrets(YamlMap root, string folder)
    {
        var secrets = new Dictionary<string, SecretConfig>(StringComparer.Ordinal);
        if (root.Map("secrets") is not { } map) return secrets;
        foreach (var name in map.Keys)
        {
            if (map.Map(name) is not { } secret) continue;
            var (file, variable) = (secret.Text("file"), secret.Text("env"));
            if (file is null == variable is null) map.Fault(name, "needs one of 'file: PATH' and 'env: VARIABLE'");
            secrets[name] = new SecretConfig { File = file is null ? null : Path.GetFullPath(file, folder), Variable = variable };
            secret.RefuseUnknown();
        }
        return secrets;
    }

    private static int ReadPort(YamlMap root, string key, int otherwise)
    {
        if (root.Map(key) is not { } map) return otherwise;
        var port = map.Integer("port", otherwise, 0, 65535);
        map.RefuseUnknown();
        return port;
    }

    private static BandwidthConfig ReadBandwidth(YamlMap root, StreamManagerParameters parameters)
    {
        const int BitsPerByte = 8;
        var own = ExportConfigReader.ReadBandwidth(root);
        return own with { BytesPerSecond = parameters.ExportBitsPerSecond / BitsPerByte ?? own.BytesPerSecond };
    }

    /// <summary>The parameters of AWS's component win over the keys beside them: whoever carries a configuration over means it.</summary>
    private static StreamManagerParameters ReadStreamManager(YamlMap root)
    {
        if (root.Map("streamManager") is not { } map) return new StreamManagerParameters();
        var own = new StreamManagerParameters
        {
            Port = map.Has("port") ? map.Integer("port", 0, 0, 65535) : null,
            AuthenticateClient = map.Boolean("authenticate", true),
        };
        var given = map.Map("parameters");
        map.RefuseUnknown();
        if (given is null) return own;
        try
        {
            var parameters = StreamManagerParameters.Read(given.Keys.ToDictionary(name => name, name => given.Text(name) ?? ""));
            return parameters with { Port = parameters.Port ?? own.Port, AuthenticateClient = parameters.AuthenticateClient ?? own.AuthenticateClient };
        }
        catch (InvalidInputException e)
        {
            foreach (var fault in e.Message.Split('\n')) map.Fault("parameters", fault.TrimEnd('.'));
            return own;
        }
    }

    private static void RefuseSharedPorts(YamlMap root, EdgeConfig config)
    {
        (string Key, int Port)[] ports = [("page", config.PagePort), ("streamManager", config.StreamManagerPort), ("broker", config.BrokerPort)];
        foreach (var (index, (key, port)) in ports.Index())
        {
            var other = Array.FindIndex(ports, 0, index, p => p.Port == port);
            if (port == 0 || other < 0) continue;
            var (named, twin) = root.Has(key) ? (key, ports[other].Key) : (ports[other].Key, key); // one of them may stand at its default
            root.Fault(named, $"port {port} is {twin}'s too");
        }
    }
}

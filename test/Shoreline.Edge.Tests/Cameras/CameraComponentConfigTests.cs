using Shoreline.Core;
using Shoreline.Edge.Cameras;
using Shoreline.Edge.Configuration;
using Shoreline.Vision.Inference;
using Shoreline.Vision.Latest;
using Shoreline.Vision.Motion;
using Shoreline.Vision.Rules.Geometry;
using Shoreline.Vision.Sampling;
using Shoreline.Vision.Sampling.Pictures;

namespace Shoreline.Edge.Tests.Cameras;

public sealed class CameraComponentConfigTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void What_the_edge_writes_is_read_back_and_closed_to_others()
    {
        var config = new CameraComponentConfig
        {
            Device = "gw-01",
            LiveFolder = "/live",
            StatusFile = "/run/status.json",
            SamplingFolder = "/sampling",
            Cameras = [new CameraTask
            {
                Name = "a",
                Source = "rtsp://cam/1",
                User = "u",
                Password = "p: \"#'\\ö",
                Transport = CameraTransport.Tcp,
                Every = 3,
                Faces = false,
                Model = "yunet-n-320",
                Shadow = "yunet-2023mar",
                Rules = "/etc/rules.yaml",
                Pictures = EventPictureMode.Tracks,
                Sampling = new SamplingOptions
                {
                    Random = 1e-7,
                    LowConfidence = new ScoreRange(0.25, 0.5),
                    NewScene = 0.3,
                    Disagreement = true,
                    Events = "zone.enter,line.cross",
                    QuotaPerDay = 7,
                    Interval = TimeSpan.FromMilliseconds(1500),
                    Seed = -3,
                },
                Overlay = CameraOverlay.Burn,
                Latest = new LatestPictureOptions { Rate = 0.5, Clean = false, Annotated = true, Quality = 60, Width = 320 },
                Lanes = 2,
                Frames = FrameChoice.All,
                Inference = new InferenceOptions { Threads = 3, Spin = true, Provider = "xnnpack:a=b", Optimization = GraphOptimization.Extended, CacheGraph = false },
                Motion = new CameraMotion
                {
                    Sensitivity = MotionSensitivity.High,
                    Smallest = 0.00123,
                    Hold = TimeSpan.FromMilliseconds(1500),
                    LookEvery = TimeSpan.FromMinutes(5),
                    Masks = new Dictionary<string, Polygon> { ["a road"] = new([new ImagePoint(0.1f, 0.2f), new ImagePoint(1, 0), new ImagePoint(0.3f, 0.9f)]) },
                },
            },
            new CameraTask { Name = "b", Source = "scene://line", Motion = new CameraMotion { IsOn = false } },
            new CameraTask { Name = "c", Source = "scene://line" }],
        };
        var path = _folder["vision.yaml"];

        File.WriteAllBytes(path, config.ToFile());
        var read = CameraComponentConfig.Load(path);

        Assert.Equal(config.Cameras, read.Cameras);
        Assert.Equal(config with { Cameras = [] }, read with { Cameras = [] });
    }

    [Fact]
    public void Faults_are_named_with_their_lines()
    {
        File.WriteAllText(_folder["vision.yaml"], "device: gw-01\ncameras:\n  - { name: a, sorce: x }\n");

        var error = Assert.Throws<InvalidInputException>(() => CameraComponentConfig.Load(_folder["vision.yaml"]));

        Assert.Contains(
            "vision.yaml:3: cameras[0].sorce: is not a key here; did you mean 'source'?", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}

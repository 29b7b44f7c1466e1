using Shoreline.Core;
using Shoreline.Edge.Cameras;
using Shoreline.Edge.Configuration;

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
            Cameras = [new CameraTask
            {
                Name = "a",
                Source = "rtsp://cam/1",
                User = "u",
                Password = "p: \"#'\\ö",
                Transport = CameraTransport.Tcp,
                Every = 3,
                Faces = false,
                Rules = "/etc/rules.yaml",
            }],
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

using Shoreline.Edge.Cameras;
using Shoreline.Edge.Configuration;

namespace Shoreline.Edge.Tests.Cameras;

public sealed class CameraFilesTests : IDisposable
{
    private const string Usual = "device: gw-01\ncameras:\n  - { name: door, source: 'rtsp://u:guess@10.0.0.7/1' }\n";

    private readonly ScratchFolder _folder = new();

    [Fact]
    public void The_same_content_has_the_same_revision_after_a_restart()
    {
        var paths = Gateway("a");
        var files = Prepare(Usual, paths);
        files.Write();

        Assert.Equal(RevisionOf(files), RevisionOf(Prepare(Usual, paths)));
        Assert.NotEqual(RevisionOf(files), RevisionOf(Prepare(Usual.Replace("guess", "guest", StringComparison.Ordinal), paths)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(paths.RevisionKey));
    }

    [Fact]
    public void Nobody_can_try_passwords_against_a_revision()
    {
        var (a, b) = (Prepare(Usual, Gateway("a")), Prepare(Usual, Gateway("a"))); // nothing written: each thinks of a key of its own
        Assert.NotEqual(RevisionOf(a), RevisionOf(b));
    }

    [Fact]
    public void A_broken_key_is_replaced()
    {
        var paths = Gateway("a");
        File.WriteAllText(paths.RevisionKey, "torn");

        var files = Prepare(Usual, paths);
        files.Write();

        Assert.Equal(RevisionOf(files), RevisionOf(Prepare(Usual, paths)));
    }

    [Fact]
    public void Rules_that_were_edited_make_another_revision_and_the_same_rules_do_not()
    {
        Prepare(Usual, Gateway("")).Write(); // and with it the key
        var first = RevisionWith("rules: [{ name: a, zone: picture }]");
        var edited = RevisionWith("rules: [{ name: b, zone: picture }]");

        Assert.NotEqual(first, edited);
        Assert.Equal(first, RevisionWith("rules: [{ name: a, zone: picture }]"));
    }

    [Fact]
    public void What_a_camera_is_to_do_reaches_its_process()
    {
        var files = CameraFiles.Prepare(Parse("overlay: burn, latest: { rate: 2/s, annotated: true, width: 320 }"), new EdgePaths(_folder.Path));
        Directory.CreateDirectory(_folder["run"]);

        files.Write();

        var camera = Assert.Single(CameraComponentConfig.Load(Assert.Single(files.Groups).Path).Cameras);
        Assert.Equal(CameraOverlay.Burn, camera.Overlay);
        Assert.Equal((2.0, true, true, 320), (camera.Latest.Rate, camera.Latest.Clean, camera.Latest.Annotated, camera.Latest.Width));
    }

    public void Dispose() => _folder.Dispose();

    private EdgePaths Gateway(string name)
    {
        var paths = new EdgePaths(name.Length == 0 ? _folder.Path : _folder[name]);
        paths.CreateFolders();
        return paths;
    }

    private static CameraFiles Prepare(string yaml, EdgePaths paths) => CameraFiles.Prepare(EdgeConfig.Parse(yaml, "edge.yaml"), paths);

    private static string RevisionOf(CameraFiles files) => Assert.Single(files.Groups).Revision;

    private string RevisionWith(string rules)
    {
        File.WriteAllText(_folder["rules.yaml"], rules);
        return RevisionOf(CameraFiles.Prepare(Parse("rules: rules.yaml"), new EdgePaths(_folder.Path)));
    }

    private EdgeConfig Parse(string keys) =>
        EdgeConfig.Parse($"device: gw-01\ncameras:\n  - {{ name: a, source: \"test://\", {keys} }}", _folder["edge.yaml"]);
}

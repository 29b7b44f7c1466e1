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

    public void Dispose() => _folder.Dispose();

    private EdgePaths Gateway(string name)
    {
        var paths = new EdgePaths(_folder[name]);
        paths.CreateFolders();
        return paths;
    }

    private static CameraFiles Prepare(string yaml, EdgePaths paths) => CameraFiles.Prepare(EdgeConfig.Parse(yaml, "edge.yaml"), paths);

    private static string RevisionOf(CameraFiles files) => Assert.Single(files.Groups).Revision;
}

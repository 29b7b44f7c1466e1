using Shoreline.Edge.Artifacts;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Tests.Artifacts;

/// <summary>Names of images (greengrass-components, 1.10), and the file that they are noted in.</summary>
public sealed class ImageReferenceTests : IDisposable
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("alpine", "docker.io/library/alpine:latest")]
    [InlineData("alpine:3", "docker.io/library/alpine:3")]
    [InlineData("docker.io/alpine:3", "docker.io/library/alpine:3")]
    [InlineData("index.docker.io/library/alpine:3", "docker.io/library/alpine:3")]
    [InlineData("me/door", "docker.io/me/door:latest")]
    [InlineData("localhost/door:1", "localhost/door:1")]
    [InlineData("localhost:5000/door", "localhost:5000/door:latest")]
    [InlineData("registry.example/a/b:1", "registry.example/a/b:1")]
    [InlineData("registry.example:5000/a@" + Digest, "registry.example:5000/a@" + Digest)]
    [InlineData("door:1@" + Digest, "docker.io/library/door:1@" + Digest)]
    public void Names_of_one_image_become_one(string image, string canonical)
    {
        Assert.Equal(image, ImageReference.OfUri("docker:" + image));
        Assert.Equal(canonical, ImageReference.Canonical(image));
        Assert.Equal(canonical, ImageReference.Canonical(canonical));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a:latest", true)]
    [InlineData("localhost:5000/a", true)]
    [InlineData("a:1", false)]
    [InlineData("localhost:5000/a:1", false)]
    [InlineData("a@" + Digest, false)]
    [InlineData("a:latest@" + Digest, false)]
    public void No_tag_and_no_digest_is_the_latest(string image, bool isLatest) => Assert.Equal(isLatest, ImageReference.IsLatest(image));

    [Theory]
    [InlineData("")]
    [InlineData("--all")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("Upper/Case/")]
    [InlineData("a@sha256:12")]
    [InlineData("$(reboot)")]
    public void What_is_no_image_never_reaches_the_engine(string image)
    {
        var refused = Assert.Throws<ArtifactException>(() => ImageReference.OfUri("docker:" + image));
        Assert.Equal("DOCKER_IMAGE_NOT_VALID", refused.Code);
    }

    [Fact]
    public void Images_are_noted_once_and_struck_out_and_foreign_lines_are_left_out()
    {
        var noted = new NotedImages(DiskFileSystem.Instance, _folder["images"]);
        Assert.Empty(noted.Read());
        noted.Note("a:1");
        noted.Note("b:1");
        noted.Note("a:1");
        Assert.Equal(["a:1", "b:1"], noted.Read());
        noted.Strike("a:1");
        Assert.Equal(["b:1"], new NotedImages(DiskFileSystem.Instance, _folder["images"]).Read());

        File.WriteAllBytes(_folder["images"], [.. "b:1\n--all\n"u8, 0xff, 0x00, (byte)'\n', .. "c:1"u8]);
        Assert.Equal(["b:1", "c:1"], noted.Read());
        File.WriteAllBytes(_folder["images"], new byte[5 << 20]);
        Assert.Contains("Delete it", Assert.Throws<IOException>(noted.Read).Message, StringComparison.Ordinal);
    }
}

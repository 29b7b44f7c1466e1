using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Media;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Tests.Pipeline;

public sealed class VisionSourcesTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_folder_is_a_source_of_its_pictures_and_one_for_each_clip()
    {
        Touch("b.mp4", "a.MKV", "2.png", "1.jpg", "notes.txt", ".hidden.mp4", "inner/c.mp4");

        var sources = Parse([_scratch.Path]);

        Assert.Equal([_scratch.Path, _scratch["a.MKV"], _scratch["b.mp4"]], sources.Select(source => source.Shown));
        Assert.Equal([_scratch["1.jpg"], _scratch["2.png"]], sources[0].Addresses);
        Assert.Equal([true, false, false], sources.Select(source => source.ArePictures));
    }

    [Fact]
    public void Folders_in_folders_count_where_they_are_asked_for_and_links_to_folders_never()
    {
        Touch("day/1/door.mp4", "day/2/door.mp4");
        Directory.CreateSymbolicLink(_scratch["day", "again"], _scratch["day"]);

        var sources = Parse([_scratch["day"]], recursive: true);

        Assert.Equal(["1-door", "2-door"], sources.Select(source => source.Camera.Value));
        var refused = Assert.Throws<InvalidInputException>(() => Parse([_scratch["day"]]));
        Assert.Contains("--recursive looks into the folders in it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cameras_of_one_name_are_told_apart_by_their_folder_then_by_number()
    {
        Touch("a/clip.mp4", "b/clip.mp4", "b/other.mp4");

        var sources = Parse([_scratch["a", "clip.mp4"], _scratch["b", "clip.mp4"], _scratch["b", "clip.mp4"], _scratch["b", "other.mp4"], "scene://line", "scene://line"]);

        Assert.Equal(["a-clip", "b-clip", "clip-2", "other", "scene", "scene-2"], sources.Select(source => source.Camera.Value));
    }

    [Fact]
    public void A_name_made_up_does_not_take_that_of_another_source()
    {
        Touch("x/a-clip.mp4", "a/clip.mp4", "b/clip.mp4");

        var sources = Parse([_scratch["a", "clip.mp4"], _scratch["b", "clip.mp4"], _scratch["x", "a-clip.mp4"]]);

        Assert.Equal(["clip-2", "b-clip", "a-clip"], sources.Select(source => source.Camera.Value));
    }

    [Fact]
    public void Names_that_are_told_are_taken_in_their_order()
    {
        Touch("a.mp4", "b.mp4");

        var sources = VisionSources.Parse([_scratch["a.mp4"], _scratch["b.mp4"]], false, [new CameraName("door"), new CameraName("hall")]);

        Assert.Equal(["door", "hall"], sources.Select(source => source.Camera.Value));
    }

    [Theory]
    [InlineData("door", "--camera is given 1 times, and there are 2 sources")]
    [InlineData("door door", "--camera door is given 2 times")]
    public void Names_that_do_not_fit_the_sources_are_refused(string names, string fault)
    {
        Touch("a.mp4", "b.mp4");

        var refused = Assert.Throws<InvalidInputException>(
            () => VisionSources.Parse([_scratch["a.mp4"], _scratch["b.mp4"]], false, [.. names.Split(' ').Select(name => new CameraName(name))]));

        Assert.StartsWith(fault, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_source_that_is_not_there_is_told_at_once()
    {
        var refused = Assert.Throws<InvalidInputException>(() => Parse(["/no/such.mp4", "ftp://host/a", "/no/other.mp4"]));
        Assert.Equal(3, refused.Message.Split('\n').Length);
    }

    [Theory]
    [InlineData("rtsp://me:secret@10.0.0.7/stream1", "rtsp", CapturePace.Live, true)]
    [InlineData("scene://line", "scene", CapturePace.Live, true)]
    [InlineData("scene://line?seconds=3", "scene", CapturePace.Live, false)]
    [InlineData("file:///clips/a.mp4", "a", CapturePace.Offline, false)]
    [InlineData("file:///clips/a.mp4?loop=true", "a", CapturePace.Live, true)]
    public void An_address_tells_its_name_its_pace_and_whether_it_ends(string address, string camera, CapturePace pace, bool isEndless)
    {
        var source = Assert.Single(Parse([address]));

        Assert.Equal((camera, pace, isEndless), (source.Camera.Value, source.Pace, source.IsEndless));
        Assert.DoesNotContain("secret", source.Shown, StringComparison.Ordinal);
    }

    private static IReadOnlyList<VisionSource> Parse(IReadOnlyList<string> texts, bool recursive = false) => VisionSources.Parse(texts, recursive, []);

    private void Touch(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_scratch[name])!);
            File.WriteAllText(_scratch[name], "");
        }
    }
}

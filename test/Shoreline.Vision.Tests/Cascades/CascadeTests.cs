using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Cascades;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Tests.Cascades;

public sealed class CascadeTests
{
    private const string Folder = "/usr/share/opencv4/haarcascades/";

    [Theory]
    [InlineData("haarcascade_frontalface_default.xml", 24, 25, 2913)]
    [InlineData("haarcascade_frontalface_alt2.xml", 20, 20, 1047)]
    [InlineData("haarcascade_profileface.xml", 20, 26, 2609)]
    public void OpenCvs_cascades_are_read_whole(string file, int window, int stages, int trees)
    {
        var cascade = HaarCascadeXml.Read(Folder + file);
        Assert.Equal((window, window), (cascade.WindowWidth, cascade.WindowHeight));
        Assert.Equal((stages, trees), (cascade.Stages.Length, cascade.Trees.Length));
    }

    [Fact]
    public void Tilted_features_are_refused()
    {
        var thrown = Assert.Throws<InvalidInputException>(() => HaarCascadeXml.Read(Folder + "haarcascade_fullbody.xml"));
        Assert.Contains("tilted", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_cascade_is_refused_in_one_line()
    {
        using var scratch = new ScratchFolder();
        foreach (var text in new[] { "", "not xml", "<opencv_storage/>", "<opencv_storage><cascade><featureType>LBP</featureType></cascade></opencv_storage>" })
        {
            File.WriteAllText(scratch["x.xml"], text);
            var thrown = Assert.Throws<InvalidInputException>(() => HaarCascadeXml.Read(scratch["x.xml"]));
            Assert.DoesNotContain('\n', thrown.Message);
        }
    }

    [Fact]
    public void An_integral_image_gives_the_sum_of_any_rectangle()
    {
        var pixels = new byte[13 * 9];
        new Random(5).NextBytes(pixels);
        var image = new IntegralImage(20, 20);
        image.Compute(pixels, 13, 9);
        uint Sum(uint[] sums, int x, int y) => sums[(y * image.Stride) + x];
        uint Area(uint[] sums) => Sum(sums, 11, 8) - Sum(sums, 3, 8) - Sum(sums, 11, 2) + Sum(sums, 3, 2);
        var inside = from y in Enumerable.Range(2, 6) from x in Enumerable.Range(3, 8) select (uint)pixels[(y * 13) + x];
        Assert.Equal((uint)inside.Sum(v => v), Area(image.Sums));
        Assert.Equal((uint)inside.Sum(v => v * v), Area(image.Squares));
    }

    [Fact]
    public void Windows_that_agree_are_averaged_and_lonely_ones_go()
    {
        var groups = new RectangleGroups();
        for (var i = 0; i < 5; i++) groups.TryAdd(new Hit(100 + i, 100, 40, 40));
        groups.TryAdd(new Hit(300, 20, 40, 40));
        var group = Assert.Single(groups.Join(minNeighbors: 3).ToArray());
        Assert.Equal((102f, 100f, 40f, 40f, 5), (group.X, group.Y, group.Width, group.Height, group.Neighbors));
    }

    [Fact]
    public async Task The_cascade_finds_the_frontal_face_and_none_where_there_is_none()
    {
        using var detector = ModelCatalog.Load().Resolve(ModelCatalog.FallbackModel).Open();
        Assert.Equal(0, await FirstFrameAsync(detector, "bottles.mp4"));
        Assert.Equal(1, await FirstFrameAsync(detector, "sign-language.mp4"));
    }

    private static async Task<int> FirstFrameAsync(IDetector detector, string clip)
    {
        var options = new CaptureOptions
        {
            Camera = new CameraName("test"),
            Source = FaceMedia.PathOf(clip),
            Pace = CapturePace.Offline,
            Reconnect = false,
        };
        await using var capture = Capture.Open(options, NullLogger.Instance);
        using var lease = await capture.ReadFrameAsync(TestContext.Current.CancellationToken);
        var found = new DetectionList();
        detector.Detect(lease!.Frame, found);
        var expected = FaceMedia.ReferenceOf(clip).BoxesOf(Subject.Face, 0);
        Assert.All(expected, box => Assert.True(found[0].Box.IoU(box) > 0.4f));
        return found.Count;
    }
}

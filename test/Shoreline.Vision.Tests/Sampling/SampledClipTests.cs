using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Vision.Datasets;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Sampling;
using Shoreline.Vision.Tests.Datasets;

namespace Shoreline.Vision.Tests.Sampling;

/// <summary>Real clips and models: what is kept of them, and what a data set made of it holds.</summary>
public sealed class SampledClipTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    [Fact]
    public async Task A_clip_gives_samples_once_and_a_data_set_with_its_faces()
    {
        var options = Options("faces-walk-pause.mp4") with
        {
            SamplesPath = _scratch["samples"],
            Sampling = new SamplingOptions { Random = 0.2, Interval = TimeSpan.Zero },
            JsonPath = _scratch["out.ndjson"],
        };
        var summary = await RunAsync(options);
        var kept = (int)summary.Samples!.Value.Kept;
        Assert.InRange(kept, 8, 25); // of 82
        Assert.Equal(kept, Directory.EnumerateFiles(_scratch["samples"], "*.json").Count());
        await RunAsync(options); // the same frames once more: the same files
        Assert.Equal(2 * kept, Directory.EnumerateFiles(_scratch["samples"]).Count());

        new DatasetExport(new DatasetOptions { Format = DatasetFormat.Coco, OutputPath = _scratch["coco"], Split = DatasetSplit.Parse("100", 0) })
            .Run(new SampleFolderSource(_scratch["samples"]), null, TestContext.Current.CancellationToken);
        var coco = new CocoFile(_scratch["coco", "annotations", "instances_train.json"]);
        Assert.Equal((kept, 3 * kept), (coco.Images.Count, coco.Annotations.Count)); // three faces in every frame
        Assert.Equal(5, coco.Categories[1].Keypoints.Length);

        // Whoever looks at the pictures of the data set with the same model finds the same faces.
        await RunAsync(Options(_scratch["coco", "images", "train"]) with { JsonPath = _scratch["again.ndjson"] });
        var files = Directory.EnumerateFiles(_scratch["coco", "images", "train"]).Order(StringComparer.Ordinal).Select(path => Path.GetFileName(path)).ToList();
        foreach (var (index, line) in File.ReadLines(_scratch["again.ndjson"]).Index())
        {
            var record = ParseDetections(line);
            var image = coco.Images.Single(image => image.Value.File == files[index]);
            var faces = coco.Annotations.Where(annotation => annotation.Image == image.Key).ToList();
            Assert.Equal(faces.Count, record.Detections.Count);
            Assert.All(record.Detections, found => Assert.Contains(faces, face => IoU(face.Box, found.Box, image.Value) > 0.85));
        }
    }

    [Fact]
    public async Task Every_person_who_was_followed_has_a_picture_of_the_size_that_its_header_says()
    {
        var summary = await RunAsync(Options("faces-walk-pause.mp4") with { Track = true, PicturesPath = _scratch["pictures"], EventsPath = _scratch["events.ndjson"] });
        Assert.Equal((3L, 0L), summary.Pictures);
        var ends = File.ReadLines(_scratch["events.ndjson"]).Select(ParseEvent).Where(happened => happened.Type == "track.end").ToList();
        Assert.Equal(3, ends.Count);
        Assert.All(ends, end => Assert.True(File.Exists(_scratch["pictures", end.Picture + ".jpg"])));
        await RunAsync(Options(_scratch["pictures"]) with { JsonPath = _scratch["seen.ndjson"] }); // decodes them, in the order of their names
        var seen = File.ReadLines(_scratch["seen.ndjson"]).Select(ParseDetections).Select(record => (record.Frame.Width, record.Frame.Height));
        var headers = ends.OrderBy(end => end.Picture, StringComparer.Ordinal).Select(end => ReadHeader(_scratch["pictures", end.Picture + ".json"])).ToList();
        Assert.Equal(headers.Select(header => (header.Width, header.Height)), seen);
        Assert.Equal([1, 2, 3], headers.Select(header => header.Track).Order());
        Assert.All(headers, header => Assert.True(header.Score > 0.85, $"{header.Score}"));
        Assert.All(headers, header => Assert.InRange(header.Width, header.Box![2] * 1.3 * 480, (header.Box[2] * 1.3 * 480) + 4));
    }

    [Fact]
    public async Task Events_of_a_zone_have_the_frame_that_decided_them()
    {
        await File.WriteAllTextAsync(
            _scratch["rules.yaml"], "zones: { left: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] }\nrules: [{ name: on the left, label: face, zone: left, anchor: centre, dwell: 2s }]",
            TestContext.Current.CancellationToken);
        await RunAsync(Options("faces-walk-pause.mp4") with { RulesPath = _scratch["rules.yaml"], PicturesPath = _scratch["pictures"], EventsPath = _scratch["events.ndjson"] });
        var events = File.ReadLines(_scratch["events.ndjson"]).Select(ParseEvent).ToList();
        Assert.Equal(["zone.enter", "zone.enter", "zone.dwell", "zone.dwell", "zone.leave", "zone.leave"], events.Select(happened => happened.Type));
        Assert.Equal(events[0].Picture, events[1].Picture);
        Assert.Equal(events[2].Picture, events[3].Picture);
        Assert.Equal([null, null], events.Skip(4).Select(happened => happened.Picture)); // the clip had ended
        var header = ReadHeader(_scratch["pictures", events[2].Picture + ".json"]);
        Assert.Equal((24, 480, 270, events[2].Id), (header.FrameIndex!.Value, header.Width, header.Height, header.Event));
    }

    public void Dispose() => _scratch.Dispose();

    private static VisionRunOptions Options(string source) => new()
    {
        Source = Path.IsPathRooted(source) ? source : FaceMedia.PathOf(source),
        Model = "yunet-2023mar",
        Device = new DeviceName("gw-01"),
        Camera = new CameraName("entrance"),
    };

    private static async Task<VisionSummary> RunAsync(VisionRunOptions options)
    {
        _ = TestAssets.Model("models.json");
        return await new VisionRun(options, ModelCatalog.Load()).RunAsync(null, null, TestContext.Current.CancellationToken);
    }

    private static EventRecord ParseEvent(string line)
    {
        Assert.Null(EventRecord.TryParse(System.Text.Encoding.UTF8.GetBytes(line), out var record));
        return record!;
    }

    private static DetectionRecord ParseDetections(string line)
    {
        Assert.Null(DetectionRecord.TryParse(System.Text.Encoding.UTF8.GetBytes(line), out var record));
        return record!;
    }

    private static MediaHeader ReadHeader(string path)
    {
        Assert.Null(MediaRecord.TryDecodeHeader(File.ReadAllBytes(path), out var header));
        return header!;
    }

    private static double IoU(double[] pixels, IReadOnlyList<double> box, (string File, int Width, int Height) image)
    {
        var (w, h) = ((double)image.Width, (double)image.Height);
        var width = Math.Min(pixels[0] + pixels[2], (box[0] + box[2]) * w) - Math.Max(pixels[0], box[0] * w);
        var height = Math.Min(pixels[1] + pixels[3], (box[1] + box[3]) * h) - Math.Max(pixels[1], box[1] * h);
        if (width <= 0 || height <= 0) return 0;
        return width * height / ((pixels[2] * pixels[3]) + (box[2] * w * box[3] * h) - (width * height));
    }
}

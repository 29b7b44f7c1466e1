using System.Globalization;
using System.Text;
using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Vision.Datasets;

namespace Shoreline.Vision.Tests.Datasets;

public sealed class DatasetExportTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly SampleFolder _samples;
    private readonly List<string> _warnings = [];

    public DatasetExportTests() => _samples = new SampleFolder(_scratch["samples"]);

    [Fact]
    public void Coco_has_every_object_in_pixels_and_its_keypoints()
    {
        var header = _samples.Add(
            "a", SampleFolder.Header("a", SampleFolder.Found("person", 0.1, 0.2, 0.3, 0.4, [0.2, 0.3, 0.9], [0.3, 0.4, 0.1]), SampleFolder.Found("bottle", -0.1, 0.5, 0.2, 0.6)) with
            {
                KeypointNames = ["nose", "tail"],
            });
        var summary = Export(DatasetFormat.Coco, split: "100");

        var coco = new CocoFile(_scratch["out", "annotations", "instances_train.json"]);
        Assert.Equal([(1, "bottle"), (2, "person")], coco.Categories.Select(category => (category.Key, category.Value.Name)));
        Assert.Equal(["nose", "tail"], coco.Categories[2].Keypoints);
        Assert.Equal([($"{header.Id}.jpg", 1000, 500)], coco.Images.Values);
        Assert.Equal(["person", "bottle"], coco.Annotations.Select(annotation => annotation.Label));
        Assert.Equal([100, 100, 300, 200], coco.Annotations[0].Box);
        Assert.Equal([200, 150, 2, 0, 0, 0], coco.Annotations[0].Keypoints); // the second is a guess
        Assert.Equal([0, 250, 100, 250], coco.Annotations[1].Box); // cut at the edges
        Assert.Equal("a", File.ReadAllText(_scratch["out", "images", "train", header.Id + ".jpg"]));
        Assert.Equal([("bottle", 1L), ("person", 1L)], summary.Labels.Select(label => (label.Label, label.Annotations[DatasetPart.Train])));
    }

    [Fact]
    public void Yolo_has_boxes_by_their_middle_and_says_where_all_is()
    {
        var header = _samples.Add("a", SampleFolder.Found("person", 0.1, 0.2, 0.3, 0.4), SampleFolder.Found("a \"b\"", 0.5, 0.5, 0.25, 0.125));
        var empty = _samples.Add("b");
        Export(DatasetFormat.Yolo, split: "100");

        Assert.Equal("1 0.25 0.4 0.3 0.4\n0 0.625 0.5625 0.25 0.125\n", File.ReadAllText(_scratch["out", "labels", "train", header.Id + ".txt"]));
        Assert.Equal("", File.ReadAllText(_scratch["out", "labels", "train", empty.Id + ".txt"])); // a picture of nothing is worth training on, too
        Assert.Equal(
            "train: images/train\nval: images/train\nnc: 2\nnames:\n  0: \"a \\u0022b\\u0022\"\n  1: \"person\"\n", File.ReadAllText(_scratch["out", "data.yaml"]));
    }

    [Fact]
    public void Yolos_form_for_poses_has_as_many_points_in_every_line()
    {
        var header = _samples.Add(
            "a", SampleFolder.Header("a", SampleFolder.Found("person", 0, 0, 0.5, 0.5, [0.1, 0.2, 1], [0.3, 0.4, 0.2], [0.5, 0.6, 0.3]), SampleFolder.Found("person", 0, 0, 1, 1)) with
            {
                KeypointNames = ["nose", "left-eye", "right-eye"],
            });
        Export(DatasetFormat.Yolo, split: "100", keypoints: true);

        Assert.Equal(
            "0 0.25 0.25 0.5 0.5 0.1 0.2 2 0 0 0 0.5 0.6 2\n0 0.5 0.5 1 1 0 0 0 0 0 0 0 0 0\n",
            File.ReadAllText(_scratch["out", "labels", "train", header.Id + ".txt"]));
        Assert.Contains("kpt_shape: [3, 3]\nflip_idx: [0, 2, 1]\n", File.ReadAllText(_scratch["out", "data.yaml"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatasetFormat.Coco)]
    [InlineData(DatasetFormat.Yolo)]
    public void The_same_frames_give_the_same_bytes_whatever_order_they_come_in(DatasetFormat format)
    {
        for (var i = 0; i < 200; i++) _samples.Add($"picture {i}", SampleFolder.Found(i % 3 == 0 ? "person" : "bottle", 0.1, 0.1, 0.2, 0.2));
        Export(format);
        var source = new SampleFolderSource(_samples.Path);
        Run(new Backwards(_samples.Path), Options(format, "again"));
        Assert.Equal(Contents("out"), Contents("again"));
        Assert.Equal(200, source.Count);
    }

    [Fact]
    public void A_frame_stays_in_its_part_whatever_is_added_and_the_parts_have_their_shares()
    {
        for (var i = 0; i < 500; i++) _samples.Add($"picture {i}");
        Export(DatasetFormat.Yolo);
        var before = Parts("out");
        for (var i = 500; i < 1000; i++) _samples.Add($"picture {i}");
        Run(new SampleFolderSource(_samples.Path), Options(DatasetFormat.Yolo, "again"));
        var after = Parts("again");
        Assert.Equal((500, 1000), (before.Count, after.Count));
        Assert.All(before, file => Assert.Equal(file.Value, after[file.Key]));
        Assert.InRange(after.Values.Count(part => part == "train"), 760, 840);
        Assert.InRange(after.Values.Count(part => part == "val"), 70, 130);
        Run(new SampleFolderSource(_samples.Path), Options(DatasetFormat.Yolo, "seed") with { Split = DatasetSplit.Parse("80/10/10", seed: 7) });
        Assert.NotEqual(after, Parts("seed"));
    }

    [Fact]
    public void A_frame_that_was_sampled_twice_is_there_once_as_it_was_seen_last()
    {
        var options = Options(DatasetFormat.Yolo, "out") with { Split = DatasetSplit.Parse("100", 0) };
        var (early, late) = (SampleFolder.Header("a", SampleFolder.Found("cat", 0, 0, 0.5, 0.5)), SampleFolder.Header("a", SampleFolder.Found("dog", 0, 0, 0.5, 0.5)));
        late = late with { Time = "2026-02-01T00:00:00Z" };
        foreach (var (order, name) in new[] { ((MediaHeader[])[early, late], "one"), ([late, early], "two") })
        {
            var summary = Run(new Listed([.. order.Select(header => MediaRecord.Encode(header, "a"u8))]), options with { OutputPath = _scratch[name] });
            Assert.Equal((1L, 1L), (summary.Repeated, summary.Images[DatasetPart.Train]));
            Assert.Equal(["dog"], summary.Labels.Select(label => label.Label));
        }
        Assert.Equal(Contents("one"), Contents("two"));
    }

    [Fact]
    public void Only_labels_asked_for_in_their_order_and_only_frames_that_are_new_enough()
    {
        _samples.Add("old", SampleFolder.Header("old", SampleFolder.Found("cat", 0, 0, 1, 1)) with { Time = "2025-12-31T23:59:59Z" });
        var kept = _samples.Add("new", SampleFolder.Found("cat", 0, 0, 1, 1), SampleFolder.Found("dog", 0, 0, 1, 1), SampleFolder.Found("elk", 0, 0, 1, 1));
        Assert.True(Timestamps.TryParse("2026-01-01", out var since));
        var summary = Run(
            new SampleFolderSource(_samples.Path), Options(DatasetFormat.Yolo, "out") with { Split = DatasetSplit.Parse("100", 0), Labels = ["elk", "cat", "yak"], SinceNs = since });
        Assert.Equal(1, summary.Older);
        Assert.Equal("1 0.5 0.5 1 1\n0 0.5 0.5 1 1\n", File.ReadAllText(_scratch["out", "labels", "train", kept.Id + ".txt"]));
        Assert.Equal(["elk", "cat", "yak"], summary.Labels.Select(label => label.Label));
    }

    [Fact]
    public void What_is_damaged_is_left_out_and_told_and_the_others_are_there()
    {
        var good = _samples.Add("good", SampleFolder.Found("cat", 0, 0, 1, 1), SampleFolder.Found("cat", 0.5, 0.5, 0, 1), SampleFolder.Found("cat", 2, 2, 1, 1));
        var flipped = _samples.Add("flipped");
        File.WriteAllText(Path.Combine(_samples.Path, flipped.Id + ".jpg"), "flopped");
        var lonely = _samples.Add("lonely");
        File.Delete(Path.Combine(_samples.Path, lonely.Id + ".jpg"));
        File.WriteAllText(Path.Combine(_samples.Path, "cut.json"), "{\"schema\":\"shore");
        File.WriteAllText(Path.Combine(_samples.Path, "long.json"), new string(' ', MediaRecord.MaxHeaderBytes + 1));

        var summary = Export(DatasetFormat.Coco, split: "100");

        Assert.Equal((4L, 2L, 1L), (summary.Refused, summary.WithoutArea, summary.Images[DatasetPart.Train]));
        Assert.Contains(_warnings, warning => warning.StartsWith($"{flipped.Id}.json has a picture of 7 bytes that is not the one of its id", StringComparison.Ordinal));
        Assert.Contains(_warnings, warning => warning.StartsWith($"{lonely.Id}.json has no picture beside it", StringComparison.Ordinal));
        Assert.Equal([good.Id + ".jpg"], Directory.EnumerateFiles(_scratch["out", "images", "train"]).Select(Path.GetFileName));
    }

    [Fact]
    public void A_place_that_is_taken_is_left_as_it_is()
    {
        _samples.Add("a");
        Directory.CreateDirectory(_scratch["out"]);
        File.WriteAllText(_scratch["out", "mine"], "");
        Assert.Contains("is there already", Assert.Throws<InvalidInputException>(() => Export(DatasetFormat.Coco)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_scratch["other.part"]);
        File.WriteAllText(_scratch["other.part", "mine"], "");
        Assert.Contains("is in the way", Assert.Throws<InvalidInputException>(() => Run(new SampleFolderSource(_samples.Path), Options(DatasetFormat.Coco, "other"))).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_scratch["out", "mine"]) && File.Exists(_scratch["other.part", "mine"]));
    }

    [Fact]
    public void A_run_that_is_cut_off_leaves_nothing_and_what_a_killed_one_left_is_no_hindrance()
    {
        using var stop = new CancellationTokenSource();
        var options = Options(DatasetFormat.Coco, "out");
        Assert.Throws<OperationCanceledException>(() => new DatasetExport(options).Run(new Cancelling(stop), null, stop.Token));
        Assert.Equal(["samples"], Directory.EnumerateFileSystemEntries(_scratch.Path).Select(Path.GetFileName));
        Directory.CreateDirectory(_scratch["out.part", "images"]);
        File.WriteAllText(_scratch["out.part", ".shoreline-dataset"], "");
        _samples.Add("a");
        Export(DatasetFormat.Coco);
        Assert.Equal(["out", "samples"], Directory.EnumerateFileSystemEntries(_scratch.Path).Select(Path.GetFileName).Order());
        Assert.Equal(["annotations", "images"], Directory.EnumerateFileSystemEntries(_scratch["out"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Nothing_to_export_is_told_with_the_numbers()
    {
        var thrown = Assert.Throws<InvalidInputException>(() => Run(new Listed([[1, 2, 3]]), Options(DatasetFormat.Coco, "out")));
        Assert.Contains("1 records were read, 1 of them refused", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("holds no sample", Assert.Throws<InvalidInputException>(() => new SampleFolderSource(_samples.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("80/10")]
    [InlineData("80/10/5/5")]
    [InlineData("-10/110")]
    [InlineData("half/half")]
    [InlineData("")]
    public void Shares_that_make_no_whole_are_refused(string split) =>
        Assert.Contains("They make 100", Assert.Throws<InvalidInputException>(() => DatasetSplit.Parse(split, 0)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_hundred_thousand_frames_take_little_memory()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var source = new Made(100_000);
        var summary = Run(source, Options(DatasetFormat.Coco, "out"));
        Assert.Equal(100_000, summary.Images.Values.Sum());
        Assert.InRange(source.MostMemory - before, 0, 100L << 20);
    }

    public void Dispose() => _scratch.Dispose();

    private DatasetOptions Options(DatasetFormat format, string folder) => new() { Format = format, OutputPath = _scratch[folder] };

    private DatasetSummary Export(DatasetFormat format, string split = "80/10/10", bool keypoints = false) => Run(
        new SampleFolderSource(_samples.Path), Options(format, "out") with { Split = DatasetSplit.Parse(split, 0), Keypoints = keypoints });

    private DatasetSummary Run(IDatasetSource source, DatasetOptions options) => new DatasetExport(options, _warnings.Add).Run(source, null, TestContext.Current.CancellationToken);

    private Dictionary<string, string> Contents(string folder) => Directory.EnumerateFiles(_scratch[folder], "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(_scratch[folder], path), File.ReadAllText);

    /// <summary>The part in which each picture lies.</summary>
    private Dictionary<string, string> Parts(string folder) => Directory.EnumerateFiles(_scratch[folder, "images"], "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetFileName(path), path => Path.GetFileName(Path.GetDirectoryName(path)!));

    private class Listed(IReadOnlyList<byte[]> records) : IDatasetSource
    {
        public string Name => "A list";

        public long? Count => records.Count;

        public virtual void ReadAll(DatasetIntake intake, CancellationToken cancellationToken)
        {
            foreach (var (number, record) in records.Index()) intake.Add($"Record {number}", record);
        }
    }

    private sealed class Backwards(string path) : Listed([.. Directory.EnumerateFiles(path, "*.json").OrderDescending(StringComparer.Ordinal).Select(Record)])
    {
        private static byte[] Record(string path)
        {
            Assert.Null(MediaRecord.TryDecodeHeader(File.ReadAllBytes(path), out var header));
            return MediaRecord.Encode(header!, File.ReadAllBytes(Path.ChangeExtension(path, ".jpg")));
        }
    }

    private sealed class Cancelling(CancellationTokenSource stop) : Listed([])
    {
        public override void ReadAll(DatasetIntake intake, CancellationToken cancellationToken)
        {
            intake.Add("one", MediaRecord.Encode(SampleFolder.Header("a"), "a"u8));
            stop.Cancel();
        }
    }

    /// <summary>Frames with twenty objects each, made as they are asked for.</summary>
    private sealed class Made(int count) : Listed([])
    {
        public long MostMemory { get; private set; }

        public override void ReadAll(DatasetIntake intake, CancellationToken cancellationToken)
        {
            DetectionRecord.Found[] found = [.. Enumerable.Range(0, 20).Select(i => SampleFolder.Found("person", i / 25.0, 0.5, 0.03, 0.2))];
            for (var i = 0; i < count; i++)
            {
                var picture = i.ToString(CultureInfo.InvariantCulture);
                intake.Add(picture, SampleFolder.Header(picture, found), Encoding.ASCII.GetBytes(picture));
                if (i % 20_000 == 19_999) MostMemory = Math.Max(MostMemory, GC.GetTotalMemory(forceFullCollection: true));
            }
        }
    }
}

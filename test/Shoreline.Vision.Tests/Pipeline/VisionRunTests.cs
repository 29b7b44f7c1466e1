using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Tests.Pipeline;

public sealed class VisionRunTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clip_gives_one_record_for_each_frame_and_a_video_that_can_be_analysed_again()
    {
        var (json, video) = (_scratch["out.ndjson"], _scratch["out.mp4"]);
        var summary = await RunAsync(Options(FaceMedia.PathOf("faces-walk-pause.mp4")) with { JsonPath = json, AnnotatedPath = video, MaxFrames = 12 });

        Assert.Equal((12L, 36L), (summary.Counters.Analysed, summary.Counters.Detections));
        Assert.Equal("yunet-2023mar", summary.Choice.Model.Name);
        var records = Records(json);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (long)i), records.Select(record => record.Frame.Index));
        Assert.All(records, record => Assert.Equal(3, record.Detections.Count));
        Assert.All(records, record => Assert.Equal(("gw-01", "entrance"), (record.Device, record.Camera)));
        var again = await RunAsync(Options(video) with { JsonPath = null });
        Assert.Equal(12L, again.Captured);
        Assert.InRange(again.Counters.Detections, 24, 36); // what is drawn over the faces hides some of them from the model
        Assert.Equal([video, json], Directory.EnumerateFiles(_scratch.Path).Order().Select(path => path));
    }

    [Fact]
    public async Task Rules_give_events_as_records_and_to_the_caller_and_end_with_the_run()
    {
        await File.WriteAllTextAsync(_scratch["rules.yaml"], """
            zones: { left: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] }
            lines: { middle: { from: [0.5, 0], to: [0.5, 1] } }
            rules:
              - { name: on the left, label: face, zone: left, anchor: centre, dwell: 2s }
              - { name: faces, label: face, count: picture }
              - { name: across, label: face, line: middle }
            """, Cancelled);
        var (told, warnings) = (new List<string>(), new List<string>());
        await RunAsync(Options(FaceMedia.PathOf("faces-walk-pause.mp4")) with
        {
            RulesPath = _scratch["rules.yaml"],
            EventsPath = _scratch["events.ndjson"],
            AnnotatedPath = _scratch["out.mp4"],
            OnEvent = happened => told.Add(happened.Id),
            OnWarning = warnings.Add,
        });
        var records = File.ReadLines(_scratch["events.ndjson"]).Select(ParseEvent).ToList();
        Assert.Equal(
            ["zone.enter", "zone.enter", "count.change", "zone.dwell", "zone.dwell", "zone.leave", "zone.leave"],
            records.Select(record => record.Type));
        Assert.Equal([null, null, 3, 2, 2, 6.75, 6.75], records.Select(record => record.Value));
        Assert.Equal([1, 2, null, 1, 2, 1, 2], records.Select(record => record.Track));
        Assert.Equal([0, 0, 6, 24, 24, 81, 81], records.Select(record => record.Frame!.Index));
        Assert.Equal("stop", records[^1].Details!["reason"].GetString());
        Assert.Equal(told, records.Select(record => record.Id));
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task Squats_are_counted_by_a_detector_a_pose_model_a_tracker_and_a_rule()
    {
        await File.WriteAllTextAsync(_scratch["rules.yaml"], "rules: [{ name: squats, label: person, pose: squat }]", Cancelled);
        await RunAsync(Options(FaceMedia.PathOf("squats.mp4")) with
        {
            Model = "yolox-nano+movenet-lightning",
            RulesPath = _scratch["rules.yaml"],
            EventsPath = _scratch["events.ndjson"],
        });
        var records = File.ReadLines(_scratch["events.ndjson"]).Select(ParseEvent).ToList();
        var begun = records.Where(record => record.Type == "pose.begin").ToList();
        Assert.Equal([1, 2, 3], begun.Select(record => record.Value));
        Assert.All(records, record => Assert.Equal(1, record.Track));
    }

    [Fact]
    public async Task A_fault_in_the_rules_is_told_before_anything_is_written()
    {
        await File.WriteAllTextAsync(_scratch["rules.yaml"], "rules: [{ name: a, zone: picture, label: fcae }]", Cancelled);
        var thrown = await Assert.ThrowsAsync<InvalidInputException>(
            () => RunAsync(Options(FaceMedia.PathOf("faces-walk-pause.mp4")) with { RulesPath = _scratch["rules.yaml"], JsonPath = _scratch["out.ndjson"] }));
        Assert.Equal("rules.yaml:1:42: rules[0].label: there is no label 'fcae'; did you mean 'face'?", thrown.Message);
        Assert.Equal([_scratch["rules.yaml"]], Directory.EnumerateFiles(_scratch.Path));
    }

    [Fact]
    public async Task Every_third_frame_is_a_third_of_the_frames()
    {
        var summary = await RunAsync(Options(FaceMedia.PathOf("faces-walk-pause.mp4")) with { JsonPath = _scratch["out.ndjson"], Every = 3 });
        Assert.Equal((82L, 28L, 0L), (summary.Captured, summary.Counters.Analysed, summary.Dropped));
        Assert.Equal(Enumerable.Range(0, 28).Select(i => 3L * i), Records(_scratch["out.ndjson"]).Select(record => record.Frame.Index));
    }

    [Fact]
    public async Task A_folder_of_pictures_of_many_sizes_and_kinds_is_taken_one_by_one()
    {
        var folder = Directory.CreateDirectory(_scratch["pictures"]).FullName;
        foreach (var name in new[] { "astronaut.png", "three-people.jpg", "coffee.png" }) File.Copy(FaceMedia.PathOf(name), Path.Combine(folder, name));
        await RunAsync(Options(folder) with { JsonPath = _scratch["out.ndjson"] });
        var records = Records(_scratch["out.ndjson"]);
        Assert.Equal([0, 1, 2], records.Select(record => record.Frame.Index));
        Assert.Equal([1, 0, 3], records.Select(record => record.Detections.Count));
        Assert.Equal((1049, 861), (records[2].Frame.Width, records[2].Frame.Height));
    }

    [Fact]
    public async Task Records_go_to_a_stream_too()
    {
        var output = new MemoryStream();
        await RunAsync(Options(FaceMedia.PathOf("faces-walk-pause.mp4")) with { JsonPath = "-", Output = output, MaxFrames = 2 });
        Assert.Equal(2, output.ToArray().Count(value => value == '\n'));
    }

    [Fact]
    public async Task A_missing_file_is_told_before_a_model_is_loaded()
    {
        var thrown = await Assert.ThrowsAsync<InvalidInputException>(() => RunAsync(Options("/no/such/clip.mp4")));
        Assert.Contains("/no/such/clip.mp4", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_file_named_mp4_fails_and_leaves_nothing_half_made()
    {
        var clip = _scratch["text.mp4"];
        await File.WriteAllTextAsync(clip, "this is text", Cancelled);
        await Assert.ThrowsAsync<SourceException>(
            () => RunAsync(Options(clip) with { JsonPath = _scratch["out.ndjson"], AnnotatedPath = _scratch["out.mp4"] }));
        Assert.Equal([clip], Directory.EnumerateFiles(_scratch.Path));
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_all_told_at_once()
    {
        var thrown = await Assert.ThrowsAsync<InvalidInputException>(
            () => RunAsync(Options("x") with { Every = 0, MaxFrames = 0, AnnotatedPath = "out.gif" }));
        Assert.Equal(3, thrown.Message.Split('\n').Length);
    }

    [Fact]
    public async Task A_run_that_is_told_to_stop_keeps_what_it_has()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var options = Options("test://?fps=30") with { JsonPath = _scratch["out.ndjson"] };
        var progress = new Listener<VisionProgress>(told =>
        {
            if (told.Counters.Analysed > 0) stop.Cancel();
        });
        var summary = await new VisionRun(options, ModelCatalog.Load()).RunAsync(progress, null, stop.Token);
        Assert.True(summary.Interrupted);
        Assert.Equal(summary.Counters.Analysed, Records(_scratch["out.ndjson"]).Count);
    }

    public void Dispose() => _scratch.Dispose();

    private static VisionRunOptions Options(string source) => new()
    {
        Source = source,
        Model = "yunet-2023mar",
        Device = new DeviceName("gw-01"),
        Camera = new CameraName("entrance"),
    };

    private static async Task<VisionSummary> RunAsync(VisionRunOptions options)
    {
        _ = TestAssets.Model("models.json");
        return await new VisionRun(options, ModelCatalog.Load()).RunAsync(null, null, Cancelled);
    }

    private static List<DetectionRecord> Records(string path) => [.. File.ReadLines(path).Select(Parse)];

    private static EventRecord ParseEvent(string line)
    {
        Assert.Null(EventRecord.TryParse(System.Text.Encoding.UTF8.GetBytes(line), out var record));
        return record!;
    }

    private static DetectionRecord Parse(string line)
    {
        Assert.Null(DetectionRecord.TryParse(System.Text.Encoding.UTF8.GetBytes(line), out var record));
        return record!;
    }
}

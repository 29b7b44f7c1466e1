using System.Text;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Procedures;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Tests.Rules;
using Shoreline.Vision.Tracking;

namespace Shoreline.Vision.Tests.Procedures;

/// <summary>The tracker and a procedure at the drawn line, and what they told of each piece.</summary>
internal sealed class LineRun
{
    private const double SecondNs = 1e9;

    private readonly List<VisionEvent> _events = [];
    private readonly Dictionary<string, double> _starts = []; // of runs

    /// <summary>Violations by piece: what, step, and when it was told.</summary>
    public ILookup<int, (string What, string Step, double At)> Violations => _events.Where(happened => happened.Type == VisionEventType.ProcedureViolation)
        .ToLookup(PieceOf, happened => (Detail(happened, "what"), Detail(happened, "step"), happened.Frame.PtsNs / SecondNs));

    /// <summary>Runs by piece.</summary>
    public ILookup<int, ProcedureRunContent> Runs => _events.Where(happened => happened.Run is not null).ToLookup(PieceOf, happened => happened.Run!);

    public static LineRun Of(string rules, IReadOnlyList<string> labels, IEnumerable<(Frame Frame, DetectionList Found)> frames)
    {
        var camera = new CameraName("line");
        var file = RuleFile.Parse(Encoding.UTF8.GetBytes(rules), "line.yaml", new RuleNames { Labels = [.. labels], Keypoints = [.. RuleText.Body] });
        var source = new EventSource(new DeviceName("gw-01"), camera);
        var tracking = new TrackingStage(new TrackerOptions { HighScore = 0.3f, LowScore = 0.3f }, null);
        var engine = new ProcedureEngine(file, new RuleEngineOptions { Camera = camera, Keypoints = RuleText.Body, IsTracked = true }, source);
        var run = new LineRun();
        foreach (var (frame, found) in frames)
        {
            tracking.Process(frame, found, run._events);
            engine.Process(frame, found, run._events);
        }
        foreach (var started in run._events.Where(happened => happened.Type == VisionEventType.ProcedureStarted)) run._starts[Detail(started, "run")] = started.Frame.PtsNs / SecondNs;
        return run;
    }

    /// <summary>The piece during which the event's run began.</summary>
    private int PieceOf(VisionEvent happened) => (int)(_starts[Detail(happened, "run")] / 24);

    private static string Detail(VisionEvent happened, string name) => happened.Details.FirstOrDefault(detail => detail.Name == name).Text ?? "";
}

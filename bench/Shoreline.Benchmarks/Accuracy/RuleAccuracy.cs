using Shoreline.Testing;
using Shoreline.Vision.Models;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Rules;

namespace Shoreline.Benchmarks.Accuracy;

/// <summary>Rules on real clips with real models, from the decoder to the event, against what people see.</summary>
internal static class RuleAccuracy
{
    private const string Squats = "rules: [{ name: squats, label: person, pose: squat }]";

    // By eye: from the lower right to the upper left, a stay of some seconds at the far end, and the same way back.
    private static readonly string[] WalkSeen =
    [
        "near zone.enter", "near zone.leave", "aisle line.cross", "far zone.enter", "far zone.dwell", "far zone.leave",
        "aisle line.cross", "near zone.enter", "near zone.leave",
    ];

    /// <summary>Rows of what, model, seen by people, and told by the rules.</summary>
    public static async Task<IReadOnlyList<(string What, string Model, string Seen, string Told)>> MeasureAsync()
    {
        var squats = await EventsAsync("squats.mp4", "yolox-nano+movenet-lightning", Squats);
        var events = await EventsAsync("worker-zone.mp4", "yolox-nano", ClipRules.Aisle);
        string[] walk = [.. events.Select(happened => $"{happened.Rule} {happened.Type.ToText()}")];
        var right = InOrder(WalkSeen, walk);
        return
        [
            ("`squats.mp4`: squats counted", "`yolox-nano+movenet-lightning`", "3",
                $"{squats.Count(happened => happened.Type == VisionEventType.PoseBegin)}"),
            ("`worker-zone.mp4`: zones entered, left and dwelt in, a line crossed", "`yolox-nano`", $"{WalkSeen.Length} events",
                $"{right} of them in this order, {walk.Length - right} more"),
        ];
    }

    private static async Task<List<VisionEvent>> EventsAsync(string clip, string model, string rules)
    {
        var (path, events) = (Path.GetTempFileName(), new List<VisionEvent>());
        try
        {
            await File.WriteAllTextAsync(path, rules);
            var options = new VisionRunOptions { Source = FaceMedia.PathOf(clip), Model = model, RulesPath = path, OnEvent = events.Add };
            await new VisionRun(options, ModelCatalog.Load()).RunAsync(null, null, CancellationToken.None);
            return events;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Length of the longest run of events that both have in the same order.</summary>
    private static int InOrder(string[] expected, string[] told)
    {
        var lengths = new int[expected.Length + 1, told.Length + 1];
        for (var i = 0; i < expected.Length; i++)
        {
            for (var k = 0; k < told.Length; k++)
            {
                lengths[i + 1, k + 1] = expected[i] == told[k] ? lengths[i, k] + 1 : Math.Max(lengths[i, k + 1], lengths[i + 1, k]);
            }
        }
        return lengths[expected.Length, told.Length];
    }
}

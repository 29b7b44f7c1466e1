using System.Globalization;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Procedures;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Tests.Rules;

namespace Shoreline.Vision.Tests.Procedures;

/// <summary>A camera's procedures, fed with workers who stand in one of four zones, <c>a</c> to <c>d</c>, or nowhere in particular.</summary>
/// <param name="keys">Keys of the one procedure, beside its name, in YAML's flow style.</param>
internal sealed class ProcedureStage(string keys, double framesPerSecond = 10, bool isTracked = false)
{
    private const string Zones =
        "zones: { a: [[0, 0.5], [0.25, 0.5], [0.25, 1], [0, 1]], b: [[0.25, 0.5], [0.5, 0.5], [0.5, 1], [0.25, 1]], " +
        "c: [[0.5, 0.5], [0.75, 0.5], [0.75, 1], [0.5, 1]], d: [[0.75, 0.5], [1, 0.5], [1, 1], [0.75, 1]] }\n";

    private const long StartNs = 1_769_851_800_000_000_000;
    private const string Places = "abcd";

    private readonly DetectionList _found = new();
    private readonly List<VisionEvent> _events = [];
    private long _index;

    /// <summary>Steps <c>a</c>, <c>b</c> and <c>c</c>: somebody is in the zone of that name.</summary>
    public const string Abc = "steps: [{ name: a, when: { zone: a } }, { name: b, when: { zone: b } }, { name: c, when: { zone: c } }]";

    public ProcedureEngine Engine => field ??= Open(keys, isTracked);

    /// <summary>All events so far.</summary>
    public List<VisionEvent> Events { get; } = [];

    /// <summary>Records of all runs so far.</summary>
    public List<ProcedureRunContent> Runs => [.. Events.Select(happened => happened.Run).OfType<ProcedureRunContent>()];

    /// <summary>All events so far in short: <c>1.2 violation missed b</c>.</summary>
    public List<string> Told => [.. Events.Select(Short)];

    /// <summary>Violations so far in short: <c>missed b</c>.</summary>
    public List<string> Violations => [.. Events.Where(happened => happened.Type == VisionEventType.ProcedureViolation).Select(happened => Short(happened).Split(' ', 3)[2])];

    /// <summary>Seconds since the camera began.</summary>
    public double Now { get; private set; }

    public static ProcedureEngine Open(string keys, bool isTracked = false)
    {
        var camera = new CameraName("line-1");
        var file = RuleText.Parse($"{Zones}procedures: [{{ name: p, {keys} }}]");
        return new ProcedureEngine(
            file, new RuleEngineOptions { Camera = camera, Keypoints = RuleText.Body, IsTracked = isTracked }, new EventSource(new DeviceName("gw-01"), camera));
    }

    /// <summary>Plays a text such as <c>a1 .0.5 b2 -3 =5</c>: a second in zone a, half a one elsewhere, two in b, three out of sight, and five in which the camera sees no movement.</summary>
    public ProcedureStage Play(string text)
    {
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var frames = (int)Math.Round(double.Parse(part[1..], CultureInfo.InvariantCulture) * framesPerSecond);
            for (var i = 0; i < frames; i++) Step(part[0]);
        }
        return this;
    }

    /// <summary>One frame with workers in the places that are named; each letter is a worker, the first with track 1.</summary>
    public void Step(params ReadOnlySpan<char> places)
    {
        _found.Clear();
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] is not ('-' or '=')) _found.Add(At(places[i], i + 1), []);
        }
        Process(Now, Now, places is ['=']);
        Now += 1 / framesPerSecond;
    }

    /// <summary>One frame at times of its own.</summary>
    public void Step(char place, double clockSeconds, double ptsSeconds)
    {
        _found.Clear();
        _found.Add(At(place, 1), []);
        Process(clockSeconds, ptsSeconds, false);
    }

    /// <summary>One frame of things that are nobody's.</summary>
    public void Things(params ReadOnlySpan<Detection> things)
    {
        _found.Clear();
        foreach (var thing in things) _found.Add(thing, []);
        Process(Now, Now, false);
        Now += 1 / framesPerSecond;
    }

    public ProcedureStage Finish()
    {
        _events.Clear();
        Engine.Finish(_events);
        Events.AddRange(_events);
        return this;
    }

    public static Detection At(char place, long track, string label = "person")
    {
        var (x, y) = Places.Contains(place, StringComparison.Ordinal) ? (0.125 + (0.25 * Places.IndexOf(place, StringComparison.Ordinal)), 0.75) : (0.125, 0.3);
        return new Detection(label, 0.9f, new Box((float)x - 0.05f, (float)y - 0.2f, 0.1f, 0.2f)) { Track = track };
    }

    private void Process(double clockSeconds, double ptsSeconds, bool isQuiet)
    {
        _events.Clear();
        var frame = new Frame(
            new CameraName("line-1"), _index++, StartNs + (long)Math.Round(clockSeconds * 1e9), (long)Math.Round(ptsSeconds * 1e9), 1000, 1000, 1000, 1000, ColorMatrix.Bt601, 0, 0);
        if (isQuiet) Engine.Quiet(frame, _events);
        else Engine.Process(frame, _found, _events);
        Events.AddRange(_events);
    }

    private static string Short(VisionEvent happened)
    {
        string? Detail(string name) => happened.Details.FirstOrDefault(detail => detail.Name == name) is { Name: not null } detail ? detail.Text ?? $"{detail.Number}" : null;
        string?[] words =
        [
            string.Create(CultureInfo.InvariantCulture, $"{happened.Frame.PtsNs / 1e9:0.0}"), happened.Type.ToText().Split('.')[1], Detail("what"), Detail("outcome"), Detail("step"), Detail("reason"),
        ];
        return string.Join(' ', words.Where(word => word is not null));
    }
}

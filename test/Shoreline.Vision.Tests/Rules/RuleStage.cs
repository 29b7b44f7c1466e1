using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Tests.Rules;

/// <summary>A camera's rules, fed with frames that exist only as what was found in them.</summary>
internal sealed class RuleStage(string text, bool isTracked = false, int width = 1000, int height = 1000)
{
    private const long StartNs = 1_769_851_800_000_000_000;

    private readonly DetectionList _found = new();
    private readonly List<VisionEvent> _events = [];
    private long _index;

    public List<string> Warnings { get; } = [];

    /// <summary>All events so far.</summary>
    public List<VisionEvent> Events { get; } = [];

    /// <summary>Types of all events so far, in order.</summary>
    public IEnumerable<string> Types => Events.Select(happened => happened.Type.ToText());

    public RuleEngine Engine => field ??= RuleText.Engine(text, isTracked, Warnings.Add);

    /// <summary>One frame.</summary>
    /// <param name="seconds">Since the camera began, by both its clocks.</param>
    /// <returns>The types of its events.</returns>
    public string[] At(double seconds, params ReadOnlySpan<Detection> found) => At(seconds, seconds, found);

    /// <param name="clockSeconds">By the clock of the device.</param>
    /// <param name="ptsSeconds">By the time stamps of the session.</param>
    public string[] At(double clockSeconds, double ptsSeconds, ReadOnlySpan<Detection> found)
    {
        _found.Clear();
        foreach (var detection in found) _found.Add(detection, []);
        return Process(clockSeconds, ptsSeconds);
    }

    /// <summary>One frame with one body in it.</summary>
    public string[] Body(double seconds, ReadOnlySpan<Keypoint> points, long track = 1)
    {
        _found.Clear();
        _found.Add(new Detection("person", 0.9f, new Box(0.2f, 0.2f, 0.3f, 0.6f)) { Track = track }, points);
        return Process(seconds, seconds);
    }

    /// <summary>A frame that was not looked at, because nothing in it has moved.</summary>
    public string[] Quiet(double seconds)
    {
        _found.Clear(); // as a pipeline that has filled its list with another frame
        _events.Clear();
        Engine.Quiet(FrameAt(seconds, seconds), _events);
        Events.AddRange(_events);
        return [.. _events.Select(happened => happened.Type.ToText())];
    }

    public string[] Finish()
    {
        _events.Clear();
        Engine.Finish(_events);
        Events.AddRange(_events);
        return [.. _events.Select(happened => happened.Type.ToText())];
    }

    /// <summary>A person whose feet are at a place.</summary>
    public static Detection Person(double x, double y, long track = 1, float score = 0.9f) =>
        new("person", score, new Box((float)x - 0.05f, (float)y - 0.2f, 0.1f, 0.2f)) { Track = track };

    private string[] Process(double clockSeconds, double ptsSeconds)
    {
        _events.Clear();
        Engine.Process(FrameAt(clockSeconds, ptsSeconds), _found, _events);
        Events.AddRange(_events);
        return [.. _events.Select(happened => happened.Type.ToText())];
    }

    private Frame FrameAt(double clockSeconds, double ptsSeconds) => new(
        new CameraName("line-1"), _index++, StartNs + (long)(clockSeconds * 1e9), (long)(ptsSeconds * 1e9), width, height, width, width, ColorMatrix.Bt601, 0, 0);
}

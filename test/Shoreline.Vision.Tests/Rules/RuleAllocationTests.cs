using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Tests.Rules;

public sealed class RuleAllocationTests
{
    [Fact]
    public void Frames_in_which_nothing_happens_allocate_nothing()
    {
        var engine = RuleText.Engine("""
            zones: { left: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] }
            masks: { tv: [[0.9, 0.9], [1, 0.9], [1, 1]] }
            lines: { door: { from: [0.2, 0.5], to: [0.8, 0.5] } }
            rules:
              - { name: a, zone: left, dwell: 1h }
              - { name: b, zone: left, anchor: overlap 40% }
              - { name: c, line: door }
              - { name: d, count: left }
              - { name: e, occupancy: left, atLeast: 1 }
              - { name: f, pose: squat }
              - { name: g, when: { sequence: [{ zone: left }, { keypoint: [left-wrist, nose], zone: left, for: 1h }], within: 1h } }
              - { name: h, per: camera, when: { any: [{ angle: torso, above: 170 }, { seen: { label: fork } }] } }
            """.Replace("fork", "bottle", StringComparison.Ordinal));
        var (found, events, points) = (new DetectionList(), new List<VisionEvent>(), new Keypoint[17]);
        for (var i = 0; i < 17; i++) points[i] = new Keypoint(0.3f, 0.3f + (0.02f * i), 0.9f);
        void Frame(long index)
        {
            found.Clear();
            for (var track = 1; track <= 20; track++)
            {
                found.Add(new Detection("person", 0.9f, new Box(0.02f * track, 0.3f, 0.1f, 0.25f)) { Track = track }, points);
            }
            var ns = index * 33_000_000;
            var frame = new Frame(new CameraName("line-1"), index, ns, ns, 640, 480, 640, 640, ColorMatrix.Bt601, 0, 0);
            if (index % 3 == 2) engine.Quiet(frame, events); // and those that are held back
            else engine.Process(frame, found, events);
        }
        for (var i = 0; i < 100; i++) Frame(i);
        var (began, before) = (events.Count, GC.GetAllocatedBytesForCurrentThread());
        for (var i = 100; i < 1100; i++) Frame(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(began > 0 && events.Count == began, $"{began} events at first, {events.Count} at the end");
    }
}

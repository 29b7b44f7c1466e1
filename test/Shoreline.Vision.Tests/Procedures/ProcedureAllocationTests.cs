using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Tests.Rules;

namespace Shoreline.Vision.Tests.Procedures;

public sealed class ProcedureAllocationTests
{
    [Fact]
    public void Frames_in_which_nothing_happens_allocate_nothing()
    {
        var camera = new CameraName("line-1");
        var file = RuleText.Parse("""
            zones: { left: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]], right: [[0.5, 0], [1, 0], [1, 1], [0.5, 1]] }
            masks: { tv: [[0.9, 0.9], [1, 0.9], [1, 1]] }
            procedures:
              - name: each
                within: 1h
                steps:
                  - { name: first, when: { keypoint: left-wrist, zone: left } }
                  - { name: second, when: { zone: picture, for: 1h }, within: 50m, minimum: 1s }
                  - { name: third, when: { posture: squat }, optional: true }
                  - { name: fourth, when: { seen: { label: bottle, zone: right } } }
              - name: all of them
                per: camera
                order: any
                gone: 5s
                start: { zone: left }
                end: { seen: { label: bottle, atLeast: 2 } }
                steps: [{ name: one, when: { angle: torso, above: 170 } }, { name: other, when: { zone: right }, repeat: [2, 3] }]
            """);
        var engine = new Shoreline.Vision.Procedures.ProcedureEngine(
            file, new RuleEngineOptions { Camera = camera, Keypoints = RuleText.Body }, new EventSource(new DeviceName("gw-01"), camera));
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
            var frame = new Frame(camera, index, ns, ns, 640, 480, 640, 640, ColorMatrix.Bt601, 0, 0);
            if (index % 4 == 3) engine.Quiet(frame, events);
            else engine.Process(frame, found, events);
        }
        for (var i = 0; i < 100; i++) Frame(i);
        var (began, before) = (events.Count, GC.GetAllocatedBytesForCurrentThread());
        for (var i = 100; i < 1100; i++) Frame(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(began > 20 && events.Count == began, $"{began} events at first, {events.Count} at the end");
    }
}

using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Tests.Detectors;

/// <summary>Every model on the sampled frames of every clip and photograph, each decoded once.</summary>
/// <remarks>The crowded photograph is left out for all but the default model: its persons were not all marked.</remarks>
public sealed class AccuracyFixture : IAsyncLifetime
{
    private const string Crowd = "solvay-1927.jpg";

    private readonly DeviceName _device = new("golden");
    private readonly List<Run> _runs = [];
    private readonly Dictionary<(string Model, string Camera, long Frame), DetectionRecord> _kept = [];

    public async ValueTask InitializeAsync()
    {
        _ = TestAssets.Model("models.json");
        var catalog = ModelCatalog.Load();
        foreach (var name in GoldenDetections.Models) _runs.Add(new Run(catalog.Resolve(name)));
        foreach (var name in FaceMedia.Clips) await WatchAsync(name, isClip: true);
        foreach (var name in FaceMedia.Stills.Where(name => name != Crowd)) await WatchAsync(name, isClip: false);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var run in _runs) run.Dispose();
        return ValueTask.CompletedTask;
    }

    internal Run Of(string model) => _runs.Single(run => run.Detector.ModelName == model);

    internal DetectionRecord Kept(DetectionRecord golden) => _kept[(golden.Model.Name, golden.Camera, golden.Frame.Index)];

    internal int KeptCount => _kept.Count;

    private async Task WatchAsync(string name, bool isClip)
    {
        var reference = FaceMedia.ReferenceOf(name);
        await using var capture = TestCapture.Open(name);
        while (await capture.ReadFrameAsync(TestContext.Current.CancellationToken) is { } lease)
        {
            using var returned = lease;
            if (!reference.IsSampled(lease.Frame.Index)) continue;
            foreach (var run in _runs)
            {
                run.Look(reference, lease.Frame);
                if (isClip && GoldenDetections.IsKept(reference, lease.Frame.Index)) Keep(run, lease.Frame);
            }
        }
    }

    private void Keep(Run run, in Frame frame)
    {
        using var writer = new DetectionRecordWriter(_device, run.Detector.ModelName, run.Detector.ModelDigest);
        var at = new DetectionFrame(frame.Camera, frame.CapturedAtNs, frame.Index, frame.PtsNs, frame.Width, frame.Height);
        Assert.Null(DetectionRecord.TryParse(writer.Write(at, run.Found).Span, out var record));
        _kept[(record!.Model.Name, record.Camera, record.Frame.Index)] = record;
    }

    /// <summary>One model, or chain, and how well it did.</summary>
    internal sealed class Run : IDisposable
    {
        private long _frames;
        private StageTimes _times;

        public Run(Model model)
        {
            Model = model;
            Detector = model.Open();
            Accuracy = new DetectionAccuracy(model.Manifest.Labels.Contains("person") ? Subject.Person : Subject.Face);
        }

        public Model Model { get; }

        public IDetector Detector { get; }

        public DetectionList Found { get; } = new();

        public DetectionAccuracy Accuracy { get; }

        public KeypointAccuracy Keypoints { get; } = new();

        public void Look(MediaReference reference, in Frame frame)
        {
            Detector.Detect(frame, Found);
            (_frames, _times) = (_frames + 1, _times + Detector.LastTimes);
            Accuracy.Add(reference, frame.Index, Found);
            Keypoints.Add(reference, frame.Index, Found);
        }

        public void Dispose() => Detector.Dispose();

        public override string ToString() => FormattableString.Invariant(
            $"{Model.Name}: {Accuracy}; {Keypoints}; prepare {_times.Prepare.TotalMilliseconds / _frames:F2}, infer {_times.Infer.TotalMilliseconds / _frames:F1}, decode {_times.Decode.TotalMilliseconds / _frames:F3} ms a frame");
    }
}

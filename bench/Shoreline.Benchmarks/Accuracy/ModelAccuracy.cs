using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Testing;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;

namespace Shoreline.Benchmarks.Accuracy;

/// <summary>How well one model, or chain, does on each clip and photograph it is shown.</summary>
internal sealed class ModelAccuracy(Model model) : IDisposable
{
    private readonly IDetector _detector = model.Open();
    private readonly Subject _subject = model.Manifest.Labels.Contains("person") ? Subject.Person : Subject.Face;
    private readonly Dictionary<string, AccuracyResult> _results = [];

    public Model Model => model;

    public Subject Subject => _subject;

    public void Look(string medium, MediaReference reference, in Frame frame, DetectionList found)
    {
        _detector.Detect(frame, found);
        if (!_results.TryGetValue(medium, out var result)) _results[medium] = result = new AccuracyResult(_subject);
        result.All.Add(reference, frame.Index, found);
        result.Keypoints.Add(reference, frame.Index, found);
        if (reference.IsSampled(frame.Index)) result.Sampled.Add(reference, frame.Index, found);
        result.Spent += _detector.LastTimes;
    }

    public AccuracyResult Of(string medium) => _results[medium];

    public AccuracyResult Sum(IEnumerable<string> media)
    {
        var sum = new AccuracyResult(_subject);
        foreach (var medium in media) sum.Add(_results[medium]);
        return sum;
    }

    public void Dispose() => _detector.Dispose();
}

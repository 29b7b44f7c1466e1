using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Detectors;
using Shoreline.Vision.Models;

namespace Shoreline.Vision.Comparison;

/// <summary>Two models that look at the same frames one after the other, and what differs. Not thread-safe.</summary>
internal sealed class DetectorPair : IDisposable
{
    private readonly IDetector _before;
    private readonly IDetector _after;

    public DetectorPair(Model before, Model after, ComparisonOptions options)
    {
        (Comparer, Options) = (new FrameComparer(options), options);
        _before = before.Open();
        try
        {
            _after = after.Open();
        }
        catch
        {
            _before.Dispose();
            throw;
        }
    }

    public ComparisonOptions Options { get; }

    public FrameComparer Comparer { get; }

    public ComparisonTally Tally { get; } = new();

    public DetectionList Before { get; } = new();

    public DetectionList After { get; } = new();

    public StageTimes BeforeTimes { get; private set; }

    public StageTimes AfterTimes { get; private set; }

    public DetectionRecord.ModelFacts BeforeFacts => FactsOf(_before);

    public DetectionRecord.ModelFacts AfterFacts => FactsOf(_after);

    public static DetectionRecord.ModelFacts FactsOf(IDetector detector) =>
        new() { Name = detector.ModelName, Digest = detector.ModelDigest };

    public void Look(in Frame frame) // hot: per frame
    {
        _before.Detect(frame, Before);
        BeforeTimes += _before.LastTimes;
        _after.Detect(frame, After);
        AfterTimes += _after.LastTimes;
        Comparer.Compare(Before, After);
        Tally.Add(Comparer, Before, After);
    }

    public void Dispose()
    {
        _after.Dispose();
        _before.Dispose();
    }
}

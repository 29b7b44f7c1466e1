using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Sampling.Policies;

/// <summary>
/// Chooses frames that look different from all of the last ones that were kept: another view, another light, a place full of things.
/// </summary>
/// <remarks>What is remembered ends with the process: after a restart the first frame is new. The quota bounds it.</remarks>
internal sealed class NewScenePolicy(double leastDifference) : ISamplePolicy
{
    /// <summary>How many kept frames are remembered; then the oldest is forgotten.</summary>
    public const int Remembered = 32;

    private readonly Thumbnail _present = new();
    private readonly Thumbnail[] _kept = [.. Enumerable.Range(0, Remembered).Select(_ => new Thumbnail())];
    private int _keptCount;
    private int _oldest;
    private long _presentIndex = -1;

    public SampleReasons Reason => SampleReasons.NewScene;

    public bool Wants(AnalysedFrame frame)
    {
        Look(frame);
        for (var i = 0; i < _keptCount; i++)
        {
            if (_present.DifferenceFrom(_kept[i]) < leastDifference) return false;
        }
        return true;
    }

    public void Kept(AnalysedFrame frame)
    {
        Look(frame);
        _kept[_oldest].CopyFrom(_present);
        _oldest = (_oldest + 1) % Remembered;
        _keptCount = Math.Min(_keptCount + 1, Remembered);
    }

    private void Look(AnalysedFrame frame)
    {
        if (frame.Frame.Index == _presentIndex) return;
        _present.Take(frame.Frame);
        _presentIndex = frame.Frame.Index;
    }
}

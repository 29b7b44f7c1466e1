using Shoreline.Media;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Latest;

/// <summary>Keeps the latest picture of a run in one file.</summary>
/// <param name="options">Clean or annotated, not both.</param>
internal sealed class LatestPictureSink(LatestPictureOptions options, string path, RuleEngine? rules, TimeProvider time) : IVisionSink
{
    private readonly LatestPicture _picture = new(options, path, path, rules, time);

    /// <summary>Pictures that the disk refused.</summary>
    public long Failed => _picture.Failed;

    public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
    {
        _picture.Offer(frame);
        return ValueTask.CompletedTask;
    }

    public ValueTask HeldBackAsync(in Frame frame, CancellationToken cancellationToken)
    {
        _picture.OfferStill(frame);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _picture.Dispose();
        return ValueTask.CompletedTask;
    }
}

using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Overlay;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Rules;

namespace Shoreline.Edge.Cameras;

/// <summary>Records a camera with what was found burned into the picture: gives the fragments of it to another sink, as the capture does with the camera's own.</summary>
internal sealed class BurnSink(IVisionSink recording, RuleEngine? rules, int every, TimeProvider time) : IVisionSink
{
    private readonly BurnedOverlay _overlay = new(rules, every, fragment => recording.FragmentAsync(fragment, CancellationToken.None), time);

    private readonly DetectionList _last = new();

    /// <summary>Frames left out because drawing or encoding was behind, or failed.</summary>
    public long DroppedFrames => _overlay.Dropped;

    /// <summary>Why it failed last; null where it never did.</summary>
    public string? LastError => _overlay.Failure is { } failure ? $"The overlay could not be burned in: {failure.Message}" : null;

    public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
    {
        _overlay.Offer(frame.Frame, frame.Detections, frame.Events);
        _last.CopyFrom(frame.Detections);
        return ValueTask.CompletedTask;
    }

    /// <summary>The video goes on while nothing moves, with what was there.</summary>
    public ValueTask HeldBackAsync(in Frame frame, CancellationToken cancellationToken)
    {
        _overlay.Offer(frame, _last, []);
        return ValueTask.CompletedTask;
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken) => await _overlay.CompleteAsync();

    public ValueTask DisposeAsync() => _overlay.DisposeAsync();
}

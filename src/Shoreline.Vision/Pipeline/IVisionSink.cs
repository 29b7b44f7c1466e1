using Shoreline.Media;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Pipeline;

/// <summary>Takes what the pipeline makes of a camera. Calls of one method do not overlap; frames and fragments come on different threads.</summary>
public interface IVisionSink : IAsyncDisposable
{
    /// <summary>One analysed frame. The next one waits until the returned task completes.</summary>
    ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken);

    /// <summary>One frame that was not analysed, because nothing in it has moved since those before.</summary>
    /// <param name="frame">Its pixels are valid until the returned task completes.</param>
    ValueTask HeldBackAsync(in Frame frame, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>What happened with a frame, just before <see cref="FrameAsync"/> for it; and, after the last frame, what ended with it. Never empty.</summary>
    /// <param name="events">Valid until the returned task completes; the events themselves may be kept.</param>
    ValueTask EventsAsync(IReadOnlyList<VisionEvent> events, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>One piece of encoded video; only where the capture makes fragments.</summary>
    ValueTask FragmentAsync(Fragment fragment, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>All that there is has been handed over. Not called where the run failed: a sink that is disposed without it undoes what it has begun.</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

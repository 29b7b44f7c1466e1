using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Pipeline;

/// <summary>Tells a caller of each event.</summary>
internal sealed class EventCallbackSink(Action<VisionEvent> onEvent) : IVisionSink
{
    public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask EventsAsync(IReadOnlyList<VisionEvent> events, CancellationToken cancellationToken)
    {
        foreach (var happened in events) onEvent(happened);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

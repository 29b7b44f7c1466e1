using Shoreline.Core.Records;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Pipeline;

/// <summary>Writes the <c>shoreline.events/1</c> record of each event, and the <c>shoreline.procedures/1</c> record of each run that ends, as lines of a file.</summary>
/// <param name="file">Its owner completes it.</param>
internal sealed class NdjsonEventSink(NdjsonFile file) : IVisionSink
{
    private readonly EventRecordWriter _writer = new();
    private readonly ProcedureRunWriter _runs = new();

    public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask EventsAsync(IReadOnlyList<VisionEvent> events, CancellationToken cancellationToken)
    {
        foreach (var happened in events)
        {
            await file.WriteAsync(_writer.Write(happened.ToContent()), cancellationToken);
            if (happened.Run is { } run) await file.WriteAsync(_runs.Write(run), cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        _writer.Dispose();
        _runs.Dispose();
        return ValueTask.CompletedTask;
    }
}

using Shoreline.Core.Records;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Pipeline;

/// <summary>Writes the <c>shoreline.events/1</c> record of each event as a line of a stream or of a file.</summary>
public sealed class NdjsonEventSink : IVisionSink
{
    private readonly NdjsonFile _file;
    private readonly EventRecordWriter _writer = new();

    /// <param name="stream">Flushed after each line; disposed with the sink.</param>
    public NdjsonEventSink(Stream stream) => _file = new NdjsonFile(stream);

    /// <exception cref="Core.InvalidInputException">The file cannot be created.</exception>
    public NdjsonEventSink(string path) => _file = new NdjsonFile(path);

    public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask EventsAsync(IReadOnlyList<VisionEvent> events, CancellationToken cancellationToken)
    {
        foreach (var happened in events) await _file.WriteAsync(_writer.Write(happened.ToContent()), cancellationToken);
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken) => _file.CompleteAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _writer.Dispose();
        await _file.DisposeAsync();
    }
}

namespace Shoreline.Vision.Pipeline;

/// <summary>Writes the record of each analysed frame as a line of a stream or of a file.</summary>
public sealed class NdjsonSink : IVisionSink
{
    private readonly NdjsonFile _file;
    private readonly bool _isOwn;

    /// <param name="stream">Flushed after each line, so that a reader at the other end of a pipe sees it at once; disposed with the sink.</param>
    public NdjsonSink(Stream stream) => (_file, _isOwn) = (new NdjsonFile(stream), true);

    /// <param name="file">Its owner completes it.</param>
    internal NdjsonSink(NdjsonFile file) => _file = file;

    public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return _file.WriteAsync(frame.Record, cancellationToken);
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken) => _isOwn ? _file.CompleteAsync(cancellationToken) : ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _isOwn ? _file.DisposeAsync() : ValueTask.CompletedTask;
}

namespace Shoreline.Vision.Pipeline;

/// <summary>Writes the record of each analysed frame as a line of a stream or of a file.</summary>
public sealed class NdjsonSink : IVisionSink
{
    private readonly NdjsonFile _file;

    /// <param name="stream">Flushed after each line, so that a reader at the other end of a pipe sees it at once; disposed with the sink.</param>
    public NdjsonSink(Stream stream) => _file = new NdjsonFile(stream);

    /// <exception cref="Core.InvalidInputException">The file cannot be created.</exception>
    public NdjsonSink(string path) => _file = new NdjsonFile(path);

    public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return _file.WriteAsync(frame.Record, cancellationToken);
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken) => _file.CompleteAsync(cancellationToken);

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}

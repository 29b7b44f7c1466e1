namespace Shoreline.Vision.Pipeline;

/// <summary>Writes the record of each analysed frame as a line of a stream or of a file.</summary>
/// <remarks>A file is written under a temporary name and renamed when complete, so that one sees all of it or none.</remarks>
public sealed class NdjsonSink : IVisionSink
{
    private static readonly byte[] LineFeed = [(byte)'\n'];

    private readonly Stream _stream;
    private readonly string? _path;
    private readonly string? _temporary;
    private bool _disposed;

    /// <param name="stream">Flushed after each line, so that a reader at the other end of a pipe sees it at once; disposed with the sink.</param>
    public NdjsonSink(Stream stream) => _stream = stream;

    /// <exception cref="Core.InvalidInputException">The file cannot be created.</exception>
    public NdjsonSink(string path)
    {
        (_path, _temporary) = (path, path + ".part");
        _stream = OutputFiles.Create(_temporary);
    }

    public async ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        await _stream.WriteAsync(frame.Record, cancellationToken);
        await _stream.WriteAsync(LineFeed, cancellationToken);
        if (_path is null) await _stream.FlushAsync(cancellationToken);
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _stream.FlushAsync(cancellationToken);
        if (_path is null) return;
        await _stream.DisposeAsync();
        File.Move(_temporary!, _path, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        try
        {
            await _stream.DisposeAsync();
        }
        catch (IOException) when (_temporary is not null)
        {
            // The disk is full: the rest of a file that is not kept cannot be written.
        }
        if (_temporary is not null) File.Delete(_temporary);
    }
}

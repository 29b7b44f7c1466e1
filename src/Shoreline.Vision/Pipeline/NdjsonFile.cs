namespace Shoreline.Vision.Pipeline;

/// <summary>Records, one a line, in a stream or in a file. Several runs may write side by side: lines stay whole.</summary>
/// <remarks>A file is written under a temporary name and renamed when complete, so that one sees all of it or none.</remarks>
internal sealed class NdjsonFile : IAsyncDisposable
{
    private static readonly byte[] LineFeed = [(byte)'\n'];

    private readonly SemaphoreSlim _gate = new(1, 1); // allocates nothing while nobody else writes
    private readonly Stream _stream;
    private readonly string? _path;
    private readonly string? _temporary;
    private volatile IOException? _failure;
    private bool _disposed;

    /// <param name="stream">Flushed after each line, so that a reader at the other end of a pipe sees it at once; disposed with this.</param>
    public NdjsonFile(Stream stream) => _stream = stream;

    /// <exception cref="Core.InvalidInputException">The file cannot be created.</exception>
    public NdjsonFile(string path)
    {
        (_path, _temporary) = (path, path + ".part");
        _stream = OutputFiles.Create(_temporary);
    }

    /// <summary>Why it takes no more: a full disk, a reader that went away. Null while it does.</summary>
    public IOException? Failure => _failure;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> record, CancellationToken cancellationToken) // hot: per frame
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_failure is { } failure) throw new IOException(failure.Message, failure); // half a line may be there: nothing can follow it
            // Not cancelled in the middle: what was told to stop keeps whole lines.
            await _stream.WriteAsync(record, CancellationToken.None);
            await _stream.WriteAsync(LineFeed, CancellationToken.None);
            if (_path is null) await _stream.FlushAsync(CancellationToken.None);
        }
        catch (IOException e)
        {
            _failure = e;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>All is written: the file appears.</summary>
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
        _gate.Dispose();
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

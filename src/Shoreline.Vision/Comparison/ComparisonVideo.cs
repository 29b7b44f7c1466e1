using Shoreline.Core;
using Shoreline.Media;

namespace Shoreline.Vision.Comparison;

/// <summary>
/// Writes compared frames, with the objects of both models drawn on them, as an MP4 file, which appears when it is complete.
/// </summary>
internal sealed class ComparisonVideo(string path, double framesPerSecond) : IAsyncDisposable
{
    private readonly ComparisonPainter _painter = new();
    private VideoFileWriter? _writer;
    private (int Width, int Height) _size;

    /// <exception cref="InvalidInputException">The frame has another size than the first: a video has one.</exception>
    public void Write(in Frame frame, DetectorPair pair)
    {
        if (_writer is null)
        {
            _writer = new VideoFileWriter(path, frame.Width, frame.Height, framesPerSecond);
            _size = (frame.Width, frame.Height);
        }
        if (_size != (frame.Width, frame.Height))
        {
            throw new InvalidInputException(
                $"The picture {frame.Index} is {frame.Width}x{frame.Height}, the first is {_size.Width}x{_size.Height}: " +
                $"{path} can only show pictures of one size; leave --out away, or take pictures of one size.");
        }
        _writer.Write(_painter.Paint(frame, pair.Comparer, pair.Before, pair.After), frame.PtsNs);
    }

    public async ValueTask CompleteAsync()
    {
        if (_writer is not null) await _writer.CompleteAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null) await _writer.DisposeAsync();
        _painter.Dispose();
    }
}

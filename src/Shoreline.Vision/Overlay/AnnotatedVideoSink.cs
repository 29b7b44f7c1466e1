using Shoreline.Core;
using Shoreline.Media;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Overlay;

/// <summary>Writes the analysed frames, with the detections drawn on them, as an MP4 file. The file appears when it is complete.</summary>
/// <param name="rules">Whose zones and lines are drawn too; null for none.</param>
public sealed class AnnotatedVideoSink(string path, RuleEngine? rules = null) : IVisionSink
{
    private const double UsualFps = 30;

    private readonly OverlayPainter _painter = new();
    private readonly RulePainter? _rules = rules is null ? null : new RulePainter(rules);
    private VideoFileWriter? _writer;
    private (int Width, int Height) _size;

    /// <summary>Frames a second of the video; null for what the source says. Only a hint: the times of the frames decide how it plays.</summary>
    public double? FramesPerSecond { get; init; }

    /// <summary>Of how many frames of the source one comes here.</summary>
    public int Every { get; init; } = 1;

    /// <exception cref="InvalidInputException">The frame has another size than the first: a video has one.</exception>
    public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ref readonly var picture = ref frame.Frame;
        if (_writer is null)
        {
            _writer = new VideoFileWriter(path, picture.Width, picture.Height, FramesPerSecond ?? RateOf(picture));
            _size = (picture.Width, picture.Height);
        }
        if (_size != (picture.Width, picture.Height))
        {
            throw new InvalidInputException(
                $"The picture {picture.Index} is {picture.Width}x{picture.Height}, the first is {_size.Width}x{_size.Height}: " +
                $"{path} can only show pictures of one size; leave --out away, or take pictures of one size.");
        }
        _rules?.Take(frame.Events, picture.PtsNs);
        _rules?.Look();
        _writer.Write(_painter.Paint(picture, frame.Detections, _rules), picture.PtsNs);
        return ValueTask.CompletedTask;
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_writer is not null) await _writer.CompleteAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null) await _writer.DisposeAsync();
        _painter.Dispose();
    }

    private double RateOf(in Frame frame) => (frame.SourceFps > 0 ? frame.SourceFps : UsualFps) / Every;
}

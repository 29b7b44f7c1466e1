using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Imaging;
using Shoreline.Vision.Jpeg;
using Shoreline.Vision.Overlay;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Latest;

/// <summary>Keeps the latest picture of a camera in a file, for programs that look at it now and then; clean, annotated, or both in two files.</summary>
/// <remarks>
/// Replaced by rename: a reader sees a whole picture, always. It costs the analysis the time of an encode, and nothing where the disk refuses: a picture
/// that cannot be written is counted, and the one before stays. Serves one thread at a time. Allocates nothing per clean picture in steady state.
/// </remarks>
public sealed class LatestPicture : IDisposable
{
    private readonly LatestPictureOptions _options;
    private readonly PictureFile? _clean;
    private readonly PictureFile? _annotated;
    private readonly RulePainter? _rules;
    private readonly PacedTurns _turns;
    private readonly FrameScaler _scaler = new();
    private readonly JpegEncoder _jpeg = new();
    private readonly OverlayPainter _painter = new();
    private long _written;
    private readonly DetectionList _last = new();
    private long _failed;

    /// <param name="cleanPath">Written if <see cref="LatestPictureOptions.Clean"/>. Its folder must be there.</param>
    /// <param name="annotatedPath">Written if <see cref="LatestPictureOptions.Annotated"/>.</param>
    /// <param name="rules">Whose zones and lines are drawn too; null for none.</param>
    public LatestPicture(LatestPictureOptions options, string cleanPath, string annotatedPath, RuleEngine? rules = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _clean = options is { Rate: > 0, Clean: true } ? new PictureFile(cleanPath) : null;
        _annotated = options is { Rate: > 0, Annotated: true } ? new PictureFile(annotatedPath) : null;
        _rules = rules is null || _annotated is null ? null : new RulePainter(rules);
        _turns = new PacedTurns(options.Rate, time ?? TimeProvider.System);
    }

    /// <summary>Pictures written. May be read from any thread.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Pictures that the disk refused. May be read from any thread.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Writes the frame, unless one was written a moment ago.</summary>
    public void Offer(AnalysedFrame analysed) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(analysed);
        _rules?.Take(analysed.Events, analysed.Frame.PtsNs);
        if (_annotated is not null) _last.CopyFrom(analysed.Detections);
        OfferStill(analysed.Frame);
    }

    /// <summary>Writes a frame in which nothing has moved, with what was seen last, unless one was written a moment ago.</summary>
    public void OfferStill(in Frame frame) // hot: per frame
    {
        if ((_clean is null && _annotated is null) || !_turns.TryTake()) return;
        _rules?.Look();
        var picture = _scaler.Fit(frame, _options.Width);
        if (_clean is not null) Write(_clean, _jpeg.Encode(picture, _options.Quality));
        if (_annotated is not null)
        {
            Write(_annotated, _jpeg.EncodeBgrx(_painter.Paint(picture, _last, _rules), picture.Width, picture.Height, _options.Quality));
        }
    }

    public void Dispose()
    {
        _scaler.Dispose();
        _jpeg.Dispose();
        _painter.Dispose();
    }

    private void Write(PictureFile file, ReadOnlySpan<byte> picture)
    {
        if (file.TryWrite(picture)) Interlocked.Increment(ref _written);
        else Interlocked.Increment(ref _failed); // a full tmpfs costs the picture, not the camera
    }
}

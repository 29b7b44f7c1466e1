using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Edge.Configuration;
using Shoreline.Media;
using Shoreline.Sdk;
using Shoreline.Vision.Jpeg;
using Shoreline.Vision.Latest;
using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Sampling;

namespace Shoreline.Edge.Cameras;

/// <summary>Where the records of all cameras of the component go.</summary>
internal sealed record CameraStreams(
    string Device, BufferedAppender Detections, BufferedAppender Faces, BufferedAppender Events, BufferedAppender Frames, BufferedAppender Pictures,
    BufferedAppender Comparisons);

/// <summary>Puts what the pipeline makes of one camera into streams: detections, events, pictures of faces, fragments; and keeps its latest picture.</summary>
/// <remarks>It never holds up the camera: while the gateway restarts, records wait in bounded buffers, and what does not fit is dropped and counted.</remarks>
internal sealed class StreamSink : IVisionSink
{
    /// <summary>Pictures of faces a second and camera; further ones are counted and left out.</summary>
    public const double FacesPerSecond = 2;

    /// <summary>Share of the face's box that is added on each side.</summary>
    private const float FaceMargin = 0.3f;

    private const int FaceQuality = 85;
    private const string FaceLabel = "face";

    private readonly CameraTask _camera;
    private readonly CameraStreams _streams;
    private readonly BufferedAppender? _video;
    private readonly LatestPicture _latest;
    private readonly JpegEncoder _jpeg = new();
    private readonly EventRecordWriter _events = new();
    private readonly ProcedureRunWriter _runs = new();
    private readonly RateLimit _faceLimit = new(FacesPerSecond, FacesPerSecond);
    private long _droppedRecords;
    private long _droppedFaces;

    /// <param name="video">Null where the camera is not recorded; the caller disposes it.</param>
    /// <param name="rules">Whose zones and lines the annotated latest picture shows; null for none.</param>
    public StreamSink(CameraTask camera, CameraStreams streams, BufferedAppender? video, string liveFolder, RuleEngine? rules = null)
    {
        (_camera, _streams, _video) = (camera, streams, video);
        _latest = LivePictures.Open(liveFolder, camera, rules);
    }

    /// <summary>Records that found no room because the gateway was away for long.</summary>
    public long DroppedRecords => Interlocked.Read(ref _droppedRecords);

    /// <summary>Pictures of faces beyond the limit.</summary>
    public long DroppedFaces => Interlocked.Read(ref _droppedFaces);

    /// <summary>Latest pictures that the disk refused.</summary>
    public long DroppedPictures => _latest.Failed;

    public ValueTask FrameAsync(AnalysedFrame frame, CancellationToken cancellationToken)
    {
        Append(_streams.Detections, frame.Record.ToArray());
        if (_camera.Faces) AppendFaces(frame);
        _latest.Offer(frame);
        return ValueTask.CompletedTask;
    }

    /// <summary>The latest picture goes on while nothing moves: whoever watches it must see that the camera lives.</summary>
    public ValueTask HeldBackAsync(in Frame frame, CancellationToken cancellationToken)
    {
        _latest.OfferStill(frame);
        return ValueTask.CompletedTask;
    }

    public ValueTask EventsAsync(IReadOnlyList<VisionEvent> events, CancellationToken cancellationToken)
    {
        foreach (var happened in events)
        {
            Append(_streams.Events, _events.Write(happened.ToContent()).ToArray());
            if (happened.Run is { } run) Append(_streams.Events, _runs.Write(run).ToArray());
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask FragmentAsync(Fragment fragment, CancellationToken cancellationToken)
    {
        if (_video is null) return ValueTask.CompletedTask;
        var header = new MediaHeader
        {
            Schema = MediaHeader.FragmentSchema,
            Device = _streams.Device,
            Camera = _camera.Name,
            Time = Timestamps.ToText(fragment.StartNs),
            ContentType = "video/mp4",
            Width = fragment.Width,
            Height = fragment.Height,
            DurationNs = fragment.DurationNs,
            Session = fragment.Session,
            Index = fragment.Index,
            Codec = fragment.Codec,
            InitBytes = fragment.InitBytes,
            Overlay = _camera.Overlay == CameraOverlay.Burn ? MediaHeader.BurnedOverlay : null,
        };
        Append(_video, MediaRecord.Encode(header, fragment.Bytes.Span));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _latest.Dispose();
        _jpeg.Dispose();
        _events.Dispose();
        _runs.Dispose();
        return ValueTask.CompletedTask;
    }

    private void AppendFaces(AnalysedFrame analysed)
    {
        ref readonly var frame = ref analysed.Frame;
        for (var i = 0; i < analysed.Detections.Count; i++) // the best score comes first
        {
            ref readonly var found = ref analysed.Detections[i];
            if (found.Label != FaceLabel || PixelRegion.Around(found.Box, FaceMargin, frame.Width, frame.Height) is not { } region) continue;
            if (!_faceLimit.TryPass(frame.CapturedAtNs))
            {
                Interlocked.Increment(ref _droppedFaces);
                continue;
            }
            var header = new MediaHeader
            {
                Schema = MediaHeader.FaceSchema,
                Device = _streams.Device,
                Camera = _camera.Name,
                Time = Timestamps.ToText(frame.CapturedAtNs),
                ContentType = "image/jpeg",
                Width = region.Width,
                Height = region.Height,
                FrameIndex = frame.Index,
                Score = Math.Round(found.Score, 4),
                Box = [Round(found.Box.X), Round(found.Box.Y), Round(found.Box.Width), Round(found.Box.Height)],
                Model = analysed.ModelName,
            };
            Append(_streams.Faces, MediaRecord.Encode(header, _jpeg.Encode(frame, region, FaceQuality)));
        }
    }

    private void Append(BufferedAppender stream, byte[] record)
    {
        if (!stream.TryAppend(record)) Interlocked.Increment(ref _droppedRecords);
    }

    private static double Round(float value) => Math.Round(value, 5); // a twentieth of a pixel in a 4K picture
}

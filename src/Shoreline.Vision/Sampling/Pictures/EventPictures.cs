using Shoreline.Core;
using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Jpeg;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Sampling.Pictures;

/// <summary>
/// Gives the events of one camera their pictures: behind all stages that make events. An event that has one names it in
/// <see cref="VisionEvent.Picture"/>.
/// </summary>
/// <remarks>
/// Bounded by the second, beyond a burst; events beyond that have no picture, and are counted. Frames without events allocate nothing.
/// </remarks>
public sealed class EventPictures : IFrameStage, IDisposable
{
    /// <summary>Whole frames a second; and how many at once.</summary>
    public const double FramesPerSecond = 1;
    public const double FramesAtOnce = 10;

    /// <summary>Cut-out objects a second; and how many at once: at the end of a run all tracks end.</summary>
    public const double CropsPerSecond = 2;
    public const double CropsAtOnce = 32;

    private const int Quality = 85;

    private readonly DeviceName _device;
    private readonly IPictureStore _store;
    private readonly bool _ofTracks;
    private readonly bool _ofEvents;
    private readonly bool _goesOnWithoutDisk;
    private readonly BestCrops _crops = new();
    private readonly JpegEncoder _jpeg = new();
    private readonly RateLimit _frames = new(FramesPerSecond, FramesAtOnce);
    private readonly RateLimit _cutouts = new(CropsPerSecond, CropsAtOnce);
    private long _lastNs;
    private long _kept;
    private long _withheld;
    private long _refused;

    /// <param name="goesOnWithoutDisk">Whether a disk that refuses costs the picture alone, and not the run.</param>
    public EventPictures(DeviceName device, EventPictureMode mode, IPictureStore store, bool goesOnWithoutDisk = false)
    {
        (_device, _store, _goesOnWithoutDisk) = (device, store, goesOnWithoutDisk);
        _ofTracks = mode is EventPictureMode.Tracks or EventPictureMode.All;
        _ofEvents = mode is EventPictureMode.Events or EventPictureMode.All;
    }

    /// <summary>Pictures kept. May be read from any thread, as the other counts.</summary>
    public long Kept => Interlocked.Read(ref _kept);

    /// <summary>Events that have no picture because there were too many in a short time.</summary>
    public long Withheld => Interlocked.Read(ref _withheld);

    /// <summary>Pictures for which the store or the disk had no room.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public void Process(in Frame frame, DetectionList detections, List<VisionEvent> events) // hot: per frame
    {
        ArgumentNullException.ThrowIfNull(detections);
        if (_ofTracks) _crops.Look(frame, detections);
        Quiet(frame, events);
    }

    public void Quiet(in Frame frame, List<VisionEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        _lastNs = frame.CapturedAtNs;
        string? ofFrame = null;
        var isFrameDone = false;
        for (var i = 0; i < events.Count; i++)
        {
            if (IsOfTrack(events[i])) GiveCrop(events, i);
            else if (_ofEvents && !isFrameDone) (ofFrame, isFrameDone) = (Keep(frame, events[i]), true);
            if (ofFrame is not null && !IsOfTrack(events[i])) events[i] = events[i] with { Picture = ofFrame };
        }
    }

    /// <summary>No frame is there any more: only the objects that were followed have pictures.</summary>
    public void Finish(List<VisionEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        for (var i = 0; i < events.Count; i++) GiveCrop(events, i);
    }

    public void Dispose()
    {
        _crops.Dispose();
        _jpeg.Dispose();
    }

    private static bool IsOfTrack(VisionEvent happened) =>
        happened.Type is VisionEventType.TrackBegin or VisionEventType.TrackUpdate or VisionEventType.TrackEnd;

    private void GiveCrop(List<VisionEvent> events, int index)
    {
        var happened = events[index];
        if (happened.Type != VisionEventType.TrackEnd || _crops.Take(happened.Track) is not { } crop) return;
        try
        {
            if (KeepCrop(crop, happened) is { } id) events[index] = happened with { Picture = id };
        }
        finally
        {
            _crops.Release(crop);
        }
    }

    private string? KeepCrop(BestCrop crop, VisionEvent happened)
    {
        if (!Passes(_cutouts)) return null;
        var header = Header(crop.Cutout.Frame, happened) with
        {
            Track = crop.Track,
            Label = crop.Label,
            Score = Round(crop.Score),
            Box = ToArray(crop.Box),
        };
        return Store(crop.Cutout.Frame, header);
    }

    private string? Keep(in Frame frame, VisionEvent happened)
    {
        if (!Passes(_frames)) return null;
        var header = Header(frame, happened) with
        {
            Track = happened.Track > 0 ? happened.Track : null,
            Label = happened.Label,
            Score = happened.Score is { } score ? Round(score) : null,
            Box = happened.Box is { } box ? ToArray(box) : null,
        };
        return Store(frame, header);
    }

    private bool Passes(RateLimit limit)
    {
        if (limit.TryPass(_lastNs)) return true;
        Interlocked.Increment(ref _withheld);
        return false;
    }

    private string? Store(in Frame frame, MediaHeader header)
    {
        var picture = _jpeg.Encode(frame, Quality);
        var id = PictureId.Of(picture);
        try
        {
            if (_store.Keep(header with { Id = id }, picture))
            {
                Interlocked.Increment(ref _kept);
                return id;
            }
        }
        catch (IOException) when (_goesOnWithoutDisk)
        {
            // Counted below: a full disk costs the picture, not the camera.
        }
        Interlocked.Increment(ref _refused);
        return null;
    }

    private MediaHeader Header(in Frame frame, VisionEvent happened) => new()
    {
        Schema = MediaHeader.PictureSchema,
        Device = _device.Value,
        Camera = frame.Camera.Value,
        Time = Timestamps.ToText(frame.CapturedAtNs),
        ContentType = "image/jpeg",
        Width = frame.Width,
        Height = frame.Height,
        FrameIndex = frame.Index,
        Event = happened.Id,
        Type = happened.Type.ToText(),
    };

    private static double[] ToArray(in Box box) => [Round(box.X), Round(box.Y), Round(box.Width), Round(box.Height)];

    private static double Round(float value) => float.IsFinite(value) ? Math.Round(value, 5) : 0;
}

using Shoreline.Core.Naming;
using Shoreline.Core.Records;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Sampling;
using Shoreline.Vision.Sampling.Pictures;

namespace Shoreline.Vision.Tests.Sampling.Pictures;

public sealed class EventPicturesTests : IPictureStore, IDisposable
{
    private readonly EventSource _source = new(new DeviceName("gw-01"), new CameraName("test"));
    private readonly List<MediaHeader> _kept = [];
    private readonly DetectionList _found = new();
    private readonly List<VisionEvent> _events = [];
    private readonly TestPicture _sharp = TestPicture.Noise(640, 360, 1);
    private readonly TestPicture _flat = TestPicture.Plain(640, 360, 100, 128, 128);
    private bool _isFull;

    bool IPictureStore.Keep(MediaHeader header, ReadOnlySpan<byte> picture)
    {
        if (_isFull) return false;
        Assert.Equal(PictureId.Of(picture), header.Id);
        _kept.Add(header);
        return true;
    }

    [Fact]
    public void Events_of_a_frame_share_its_picture_and_tracks_that_begin_have_none()
    {
        using var pictures = Open(EventPictureMode.All);
        Show(pictures, _sharp, 0, VisionEventType.TrackBegin, VisionEventType.ZoneEnter, VisionEventType.CountChange);
        var kept = Assert.Single(_kept);
        Assert.Equal([null, kept.Id, kept.Id], _events.Select(happened => happened.Picture));
        Assert.Equal((MediaHeader.PictureSchema, _events[1].Id, "zone.enter", 640, 360), (kept.Schema, kept.Event, kept.Type, kept.Width, kept.Height));
    }

    [Fact]
    public void A_track_that_ends_has_the_best_look_at_its_object()
    {
        using var pictures = Open(EventPictureMode.All);
        Show(pictures, _sharp, 0, Person(1, 0.2f, 0.5f));
        Show(pictures, _sharp, 1, Person(1, 0.4f, 0.9f)); // larger and surer
        Show(pictures, _flat, 2, Person(1, 0.6f, 0.95f)); // larger still, but a blur
        Show(pictures, _sharp, 3, Person(1, 0.1f, 0.9f), Person(2, 0.3f, 0.9f));
        Show(pictures, _sharp, 4, VisionEventType.TrackEnd);
        var kept = Assert.Single(_kept);
        Assert.Equal((1, "person", 1, "track.end"), (kept.FrameIndex, kept.Label, kept.Track, kept.Type));
        Assert.Equal((0.9, 0.4), (Math.Round(kept.Score!.Value, 3), Math.Round(kept.Box![2], 3)));
        Assert.InRange(kept.Width, 0.4 * 1.3 * 640 - 4, 0.4 * 1.3 * 640 + 4);
        Assert.Equal(kept.Id, _events[0].Picture);
    }

    [Theory]
    [InlineData(EventPictureMode.Events, 1)]
    [InlineData(EventPictureMode.Tracks, 1)]
    [InlineData(EventPictureMode.All, 2)]
    public void The_mode_says_which_events_have_pictures(EventPictureMode mode, int count)
    {
        using var pictures = Open(mode);
        Show(pictures, _sharp, 0, Person(1, 0.2f, 0.5f));
        Show(pictures, _sharp, 1, VisionEventType.LineCross, VisionEventType.TrackEnd);
        Assert.Equal(count, _kept.Count);
    }

    [Fact]
    public void At_the_end_only_those_who_were_followed_have_pictures()
    {
        using var pictures = Open(EventPictureMode.All);
        Show(pictures, _sharp, 0, Person(1, 0.2f, 0.5f));
        _events.Clear();
        _events.AddRange([Create(VisionEventType.ZoneLeave), Create(VisionEventType.TrackEnd)]);
        pictures.Finish(_events);
        Assert.Equal([null, Assert.Single(_kept).Id], _events.Select(happened => happened.Picture));
    }

    [Fact]
    public void Too_many_events_and_a_full_store_are_counted_and_name_no_picture()
    {
        using var pictures = Open(EventPictureMode.Events);
        for (var i = 0; i < 50; i++) Show(pictures, _sharp, i, VisionEventType.LineCross); // in five seconds
        Assert.InRange(_kept.Count, EventPictures.FramesAtOnce, EventPictures.FramesAtOnce + 5);
        Assert.Equal((_kept.Count, 50 - _kept.Count), (pictures.Kept, pictures.Withheld));
        Assert.Null(_events[0].Picture);
        _isFull = true;
        Show(pictures, _sharp, 500, VisionEventType.LineCross);
        Assert.Null(_events[0].Picture);
        Assert.Equal(1, pictures.Refused);
    }

    [Fact]
    public void A_crowd_costs_so_many_cutouts_and_no_more_and_nothing_is_allocated_while_they_walk()
    {
        using var crops = new BestCrops();
        _found.Clear();
        for (var i = 1; i <= BestCrops.MostTracks + 20; i++) _found.Add(Person(i, 0.1f, 0.9f), []);
        crops.Look(_sharp.Frame, _found);
        Assert.Equal(20, crops.Missed);
        var frame = _sharp.Frame with { Index = 1 };
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) crops.Look(frame, _found);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        crops.Look(_sharp.Frame with { PtsNs = 61_000_000_000 }, _found); // all of them are seen, so none is forgotten
        Assert.Null(crops.Take(BestCrops.MostTracks + 1));
        var first = crops.Take(1);
        Assert.NotNull(first);
        crops.Release(first);
        crops.Look(frame, _found);
        Assert.NotNull(crops.Take(1) ?? crops.Take(BestCrops.MostTracks + 1));
    }

    [Fact]
    public void Boxes_outside_the_picture_and_without_area_have_no_look()
    {
        using var crops = new BestCrops();
        _found.Clear();
        _found.Add(new Detection("person", 0.9f, new Box(1.2f, 0, 0.5f, 0.5f)) { Track = 1 }, []);
        _found.Add(new Detection("person", 0.9f, new Box(0.2f, 0.2f, 0, 0.5f)) { Track = 2 }, []);
        _found.Add(new Detection("person", float.NaN, new Box(0.2f, 0.2f, 0.1f, 0.1f)) { Track = 3 }, []);
        crops.Look(_sharp.Frame, _found);
        Assert.All([1, 2, 3], track => Assert.Null(crops.Take(track)));
    }

    public void Dispose()
    {
        _sharp.Dispose();
        _flat.Dispose();
    }

    private EventPictures Open(EventPictureMode mode) => new(new DeviceName("gw-01"), mode, this);

    private void Show(EventPictures pictures, TestPicture picture, long index, params Detection[] found) => Show(pictures, picture, index, found, []);

    private void Show(EventPictures pictures, TestPicture picture, long index, params VisionEventType[] types) => Show(pictures, picture, index, [], types);

    private void Show(EventPictures pictures, TestPicture picture, long index, Detection[] found, VisionEventType[] types)
    {
        var frame = picture.Frame with { Index = index, PtsNs = index * 100_000_000, CapturedAtNs = 1_769_851_800_000_000_000 + (index * 100_000_000) };
        _source.SetFrame(frame);
        _found.Clear();
        foreach (var detection in found) _found.Add(detection, []);
        _events.Clear();
        _events.AddRange(types.Select(Create));
        pictures.Process(frame, _found, _events);
    }

    private VisionEvent Create(VisionEventType type) =>
        type == VisionEventType.TrackEnd ? _source.Create(type, rule: null) with { Track = 1, Label = "person" } : _source.Create(type, "rule");

    private static Detection Person(long track, float size, float score) => new("person", score, new Box(0.2f, 0.2f, size, size)) { Track = track };
}

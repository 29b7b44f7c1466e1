using Shoreline.Core.Records;
using Shoreline.Media;
using Shoreline.Vision.Overlay;

namespace Shoreline.Vision.Tests.Overlay;

public sealed class BurnedOverlayTests : IDisposable
{
    private const long FrameNs = 66_666_667;
    private const long FirstNs = 1_700_000_000_000_000_000;

    private readonly ScratchFolder _scratch = new();
    private readonly DetectionList _found = new();
    private readonly List<Fragment> _fragments = [];

    public BurnedOverlayTests() => _found.Add(new Detection("person", 0.9f, new Box(0.25f, 0.25f, 0.5f, 0.5f)), []);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Frames_become_fragments_of_one_session_with_the_boxes_in_the_picture()
    {
        using var picture = TestPicture.Plain(640, 360, 60, 128, 128);
        await using var overlay = Open();
        await OfferAsync(overlay, picture, 0, 45);
        await overlay.CompleteAsync();

        Assert.Equal((45L, 0L), (overlay.Burned, overlay.Dropped));
        Assert.Equal(45, _fragments.Sum(fragment => fragment.FrameCount));
        Assert.Single(_fragments.Select(fragment => fragment.Session).Distinct());
        Assert.Equal(Enumerable.Range(0, _fragments.Count).Select(i => (long)i), _fragments.Select(fragment => fragment.Index));
        Assert.All(_fragments, fragment => Assert.True(fragment.StartsWithKeyFrame));
        Assert.All(_fragments.SkipLast(1), fragment => Assert.InRange(fragment.DurationNs, 900_000_000, 1_700_000_000));
        Assert.InRange(_fragments[0].StartNs - FirstNs, -1_000_000, 1_000_000);
        Assert.Equal((640, 360), (_fragments[0].Width, _fragments[0].Height));
        await File.WriteAllBytesAsync(_scratch["first.mp4"], _fragments[0].Bytes, TestContext.Current.CancellationToken);
        var shown = await DecodedPicture.ReadAsync(_scratch["first.mp4"]);
        Assert.InRange(shown.Brightness(0.5, 0.5), 56, 64);
        Assert.True(shown.Brightness(0.5, 0.25) > 100, "the box's upper edge is not there");
    }

    [Fact]
    public async Task Frames_of_another_size_begin_a_new_session()
    {
        using var wide = TestPicture.Noise(320, 180, seed: 1);
        using var small = TestPicture.Noise(161, 91, seed: 1);
        await using var overlay = Open();
        await OfferAsync(overlay, wide, 0, 5);
        await OfferAsync(overlay, small, 5, 5);
        await overlay.CompleteAsync();

        Assert.Equal([(320, 180), (160, 90)], _fragments.Select(fragment => (fragment.Width, fragment.Height)).Distinct());
        Assert.Equal(2, _fragments.Select(fragment => fragment.Session).Distinct().Count());
        Assert.Equal(10, _fragments.Sum(fragment => fragment.FrameCount));
    }

    [Fact]
    public async Task A_camera_that_comes_back_after_a_pause_begins_a_new_session()
    {
        using var picture = TestPicture.Noise(320, 180, seed: 1);
        await using var overlay = Open();
        await OfferAsync(overlay, picture, 0, 5);
        Offer(overlay, picture, 60_000); // more than an hour later
        await overlay.CompleteAsync();

        Assert.Equal([5, 1], _fragments.Select(fragment => fragment.FrameCount));
        Assert.Equal(2, _fragments.Select(fragment => fragment.Session).Distinct().Count());
        Assert.All(_fragments, fragment => Assert.InRange(fragment.DurationNs, 0, 1_000_000_000));
    }

    [Fact]
    public async Task What_comes_too_fast_is_left_out_and_counted_and_nobody_waits()
    {
        using var picture = TestPicture.Noise(1280, 720, seed: 1);
        await using var overlay = Open();
        for (var i = 0; i < 200; i++) Offer(overlay, picture, i); // at once: no encoder keeps up
        await overlay.CompleteAsync();

        Assert.True(overlay.Dropped > 0);
        Assert.Equal(200, overlay.Burned + overlay.Dropped);
        Assert.Equal(overlay.Burned, _fragments.Sum(fragment => fragment.FrameCount));
    }

    [Fact]
    public async Task A_failure_costs_the_frames_of_a_second_and_is_told()
    {
        using var first = TestPicture.Noise(320, 180, seed: 1);
        using var second = TestPicture.Noise(160, 90, seed: 1);
        var isFull = true;
        await using var overlay = new BurnedOverlay(null, 1, fragment =>
        {
            if (isFull) throw new IOException("no room");
            _fragments.Add(fragment);
            return ValueTask.CompletedTask;
        });
        await OfferAsync(overlay, first, 0, 5);
        Offer(overlay, second, 5); // ends the session of the first size, whose fragments nobody takes
        await Until.TrueAsync(() => overlay.Dropped == 1, "the failure to be counted");
        Assert.Equal("no room", overlay.Failure!.Message);
        isFull = false;
        Offer(overlay, second, 6);
        await Until.TrueAsync(() => overlay.Dropped == 2, "a frame soon after it to be left out");
        Offer(overlay, second, 25);
        await Until.TrueAsync(() => overlay.Burned == 6, "a new encoder");
        await overlay.CompleteAsync();

        Assert.Equal(1, _fragments.Sum(fragment => fragment.FrameCount));
    }

    [Fact]
    public async Task Offering_a_frame_allocates_nothing_once_its_size_is_known()
    {
        using var picture = TestPicture.Noise(640, 360, seed: 1);
        await using var overlay = Open();
        await OfferAsync(overlay, picture, 0, 10);

        var allocated = 0L;
        for (var i = 10; i < 20; i++)
        {
            var burned = overlay.Burned;
            var before = GC.GetAllocatedBytesForCurrentThread();
            Offer(overlay, picture, i);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            await Until.TrueAsync(() => overlay.Burned > burned, "the frame is burned");
        }
        Assert.Equal(0, allocated);
    }

    private BurnedOverlay Open() => new(null, 1, fragment =>
    {
        _fragments.Add(fragment);
        return ValueTask.CompletedTask;
    });

    private async Task OfferAsync(BurnedOverlay overlay, TestPicture picture, int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            Offer(overlay, picture, i);
            await Until.TrueAsync(() => overlay.Burned > i, "the frame is burned");
        }
    }

    private void Offer(BurnedOverlay overlay, TestPicture picture, int index) =>
        overlay.Offer(picture.Frame with { CapturedAtNs = FirstNs + (index * FrameNs), PtsNs = index * FrameNs, SourceFps = 15 }, _found, []);
}

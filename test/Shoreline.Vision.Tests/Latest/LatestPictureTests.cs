using Shoreline.Core.Records;
using Shoreline.Vision.Latest;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Vision.Tests.Latest;

public sealed class LatestPictureTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly ManualTime _time = new();
    private readonly AnalysedFrame _frame = new("model", null);

    private string Clean => _scratch["latest.jpg"];

    private string Annotated => _scratch["annotated.jpg"];

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Clean_and_annotated_pictures_are_kept_side_by_side_and_nothing_else()
    {
        using var source = Show(Grey());
        using var picture = Open(new LatestPictureOptions { Annotated = true });

        picture.Offer(_frame);

        Assert.Equal([Annotated, Clean], Directory.EnumerateFiles(_scratch.Path).Order());
        Assert.Equal((2L, 0L), (picture.Written, picture.Failed));
        var plain = await DecodedPicture.ReadAsync(Clean);
        var drawn = await DecodedPicture.ReadAsync(Annotated);
        Assert.Equal((640, 360), (plain.Width, plain.Height));
        Assert.InRange(plain.Brightness(0.5, 0.25), 120, 136); // grey as it came
        Assert.NotInRange(drawn.Brightness(0.5, 0.25), 100, 156); // the box's upper edge
    }

    [Fact]
    public async Task A_picture_is_scaled_down_to_the_width_with_its_aspect_kept()
    {
        using var source = Show(Grey());
        using var picture = Open(new LatestPictureOptions { Annotated = true, Width = 321 });

        picture.Offer(_frame);

        var plain = await DecodedPicture.ReadAsync(Clean);
        var drawn = await DecodedPicture.ReadAsync(Annotated);
        Assert.Equal((320, 180), (plain.Width, plain.Height));
        Assert.Equal((320, 180), (drawn.Width, drawn.Height));
        Assert.InRange(plain.Brightness(0.5, 0.25), 120, 136);
    }

    [Fact]
    public async Task A_picture_smaller_than_the_width_stays()
    {
        using var source = Show(Grey());
        using var picture = Open(new LatestPictureOptions { Width = 1920 });

        picture.Offer(_frame);

        var plain = await DecodedPicture.ReadAsync(Clean);
        Assert.Equal((640, 360), (plain.Width, plain.Height));
    }

    [Theory]
    [InlineData(10, 15, 30)] // ten of fifteen: not the seven and a half of a fixed pause
    [InlineData(5, 30, 15)]
    [InlineData(15, 15, 45)]
    [InlineData(240, 15, 45)]
    [InlineData(0.5, 10, 2)]
    [InlineData(0, 15, 0)]
    public void So_many_a_second_are_written_evenly(double rate, int fps, int inThreeSeconds)
    {
        using var source = Show(Grey());
        using var picture = Open(new LatestPictureOptions { Rate = rate });

        for (var i = 0; i < 3 * fps; i++)
        {
            picture.Offer(_frame);
            _time.Advance(TimeSpan.FromSeconds(1) / fps);
        }

        Assert.InRange(picture.Written, inThreeSeconds - 1, inThreeSeconds + 1);
        Assert.Equal(rate > 0, File.Exists(Clean));
    }

    [Fact]
    public void Cameras_that_are_not_punctual_lose_nothing_at_their_own_rate()
    {
        using var source = Show(Grey());
        using var picture = Open(new LatestPictureOptions { Rate = 10 });

        for (var i = 0; i < 50; i++)
        {
            picture.Offer(_frame);
            _time.Advance(TimeSpan.FromMilliseconds(i % 2 == 0 ? 85 : 115));
        }

        Assert.InRange(picture.Written, 48, 50);
    }

    [Fact]
    public void A_full_disk_costs_the_picture_and_the_one_before_stays()
    {
        using var disk = new SmallDisk();
        using var source = Show(Grey());
        using var picture = new LatestPicture(new LatestPictureOptions(), disk["latest.jpg"], disk["annotated.jpg"], time: _time);
        picture.Offer(_frame);
        var before = File.ReadAllBytes(disk["latest.jpg"]);
        var fill = disk.Fill();

        _time.Advance(TimeSpan.FromSeconds(1));
        picture.Offer(_frame);

        Assert.Equal((1L, 1L), (picture.Written, picture.Failed));
        Assert.Equal(before, File.ReadAllBytes(disk["latest.jpg"]));
        Assert.Equal([fill, disk["latest.jpg"]], disk.Files.Order());
    }

    [Fact]
    public void A_folder_that_went_away_is_counted_too()
    {
        using var source = Show(Grey());
        using var picture = Open(new LatestPictureOptions());
        Directory.Delete(_scratch.Path);

        picture.Offer(_frame);

        Assert.Equal((0L, 1L), (picture.Written, picture.Failed));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(true, 320)]
    public void A_picture_allocates_nothing_once_its_size_is_known(bool annotated, int width)
    {
        using var source = Show(Grey());
        using var picture = Open(new LatestPictureOptions { Rate = 240, Annotated = annotated, Width = width });
        void Offer()
        {
            picture.Offer(_frame);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Offer();
        Offer();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 5; i++) Offer();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(annotated ? 14 : 7, picture.Written);
    }

    private static TestPicture Grey() => TestPicture.Plain(640, 360, 126, 128, 128);

    private TestPicture Show(TestPicture source)
    {
        _frame.Set(source.Frame);
        _frame.Detections.Clear();
        _frame.Detections.Add(new Detection("person", 0.87f, new Box(0.25f, 0.25f, 0.5f, 0.5f)) { Track = 7 }, [new Keypoint(0.5f, 0.5f, 1)]);
        return source;
    }

    private LatestPicture Open(LatestPictureOptions options) => new(options, Clean, Annotated, time: _time);

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks = 1;

        public override long GetTimestamp() => _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}

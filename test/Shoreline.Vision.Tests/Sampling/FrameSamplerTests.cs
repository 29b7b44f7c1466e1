using Shoreline.Core;
using Shoreline.Core.Records;
using Shoreline.Vision.Rules;
using Shoreline.Vision.Sampling;

namespace Shoreline.Vision.Tests.Sampling;

public sealed class FrameSamplerTests : IDisposable
{
    private static readonly SamplingOptions Eager = new() { Interval = TimeSpan.Zero, QuotaPerDay = SamplingOptions.LargestQuota };

    private readonly ScratchFolder _scratch = new();
    private readonly TestPicture _picture = TestPicture.Noise(320, 180, 1);

    [Fact]
    public void Chance_chooses_its_share_of_the_frames_and_the_same_with_the_same_seed()
    {
        var (first, second, other) = (Chosen(seed: 1), Chosen(seed: 1), Chosen(seed: 2));
        Assert.InRange(first.Count, 150, 250);
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);

        List<long?> Chosen(int seed)
        {
            using var camera = new SampledCamera(Eager with { Random = 0.1, Seed = seed });
            for (var i = 0; i < 2000; i++) camera.Show(_picture, i, i);
            return [.. camera.Kept];
        }
    }

    [Fact]
    public void Objects_of_which_the_model_is_not_sure_are_chosen_by_their_score()
    {
        using var camera = new SampledCamera(Eager with { LowConfidence = new ScoreRange(0.3, 0.5) });
        float[] scores = [0.29f, 0.31f, 0.5f, 0.51f, 0.9f];
        foreach (var (i, score) in scores.Index()) camera.Show(_picture, i, i, Person(0.95f), Person(score));
        Assert.Equal([1, 2], camera.Kept);
        Assert.All(camera.Headers, header => Assert.Equal(["lowConfidence"], header.Why));
    }

    [Fact]
    public void A_kept_frame_is_a_record_that_readers_take_with_its_labels()
    {
        using var camera = new SampledCamera(Eager with { Random = 1 });
        camera.Show(_picture, 7, 1.5, Person(0.9f) with { Track = 3 }, Person(float.NaN));
        Assert.Null(FrameRecord.TryRead(Assert.Single(camera.Records), out var header, out var picture));
        Assert.Equal(("gw-01", "test", "2026-01-31T09:30:01.500000Z", 320, 180), (header!.Device, header.Camera, header.Time, header.Width, header.Height));
        Assert.Equal(("yolox-nano", "sha256:00ff"), (header.Model, header.ModelDigest));
        Assert.Equal(["random"], header.Why);
        Assert.Equal(["nose"], header.KeypointNames);
        Assert.Equal([("person", 0.9, 3L), ("person", 0, null)], header.Detections!.Select(found => (found.Label, found.Score, found.Track)));
        Assert.Equal([0.5, 0.5, 0], header.Detections![0].Keypoints![0]);
        Assert.Equal(PictureId.Of(picture.Span), header.Id);
    }

    [Fact]
    public void The_same_picture_has_the_same_id_and_another_one_another()
    {
        using var other = TestPicture.Noise(320, 180, 2);
        using var camera = new SampledCamera(Eager with { Random = 1 });
        camera.Show(_picture, 0, 0);
        camera.Show(_picture, 1, 1);
        camera.Show(other, 2, 2);
        Assert.Equal(camera.Headers[0].Id, camera.Headers[1].Id);
        Assert.NotEqual(camera.Headers[0].Id, camera.Headers[2].Id);
    }

    [Fact]
    public void Ten_thousand_objects_become_a_header_that_fits_with_the_best_and_the_number_of_the_others()
    {
        using var camera = new SampledCamera(Eager with { Random = 1 });
        var found = Enumerable.Range(0, 10_000).Select(i => Person(1 - (i / 10_000f))).ToArray();
        camera.Show(_picture, 0, 0, found);
        Assert.Null(FrameRecord.TryRead(camera.Records[0], out var header, out _));
        Assert.InRange(header!.Detections!.Count, 100, FrameRecord.MostDetections);
        Assert.Equal(10_000, header.Detections.Count + header.Omitted);
        Assert.Equal(1, header.Detections[0].Score);
    }

    [Fact]
    public void Frames_come_no_sooner_than_the_interval_and_what_came_too_soon_is_counted()
    {
        using var camera = new SampledCamera(Eager with { Random = 1, Interval = TimeSpan.FromSeconds(2) });
        foreach (var i in Enumerable.Range(0, 10)) camera.Show(_picture, i, i / 2.0);
        camera.Show(_picture, 10, 0.25); // a session that began again
        Assert.Equal([0, 4, 8, 10], camera.Kept);
        Assert.Equal(new SamplingCounters(4, 7, 0, 0), camera.Sampler.Counters);
    }

    [Fact]
    public void The_quota_of_a_day_counts_over_restarts_and_the_next_day_begins_anew()
    {
        var options = Eager with { Random = 1, QuotaPerDay = 5 };
        using (var first = new SampledCamera(options, _scratch["quota.json"]))
        {
            for (var i = 0; i < 3; i++) first.Show(_picture, i, i);
            Assert.Equal(3, first.Headers.Count);
        }
        using var second = new SampledCamera(options, _scratch["quota.json"]);
        for (var i = 3; i < 10; i++) second.Show(_picture, i, i);
        Assert.Equal(new SamplingCounters(2, 0, 5, 0), second.Sampler.Counters);
        second.Show(_picture, 10, TimeSpan.FromHours(15).TotalSeconds); // the day of UTC ends in fourteen hours and a half
        Assert.Equal(3, second.Headers.Count);
        Assert.Equal("{\"day\":\"2026-02-01\",\"count\":1}\n", File.ReadAllText(_scratch["quota.json"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"day\":\"2026-01-31\",\"count\":-4}")]
    [InlineData("{\"day\":\"tomorrow\",\"count\":4}")]
    [InlineData("{\"day\":1,\"count\":99999999999}")]
    public void A_damaged_count_is_no_count(string content)
    {
        File.WriteAllText(_scratch["quota.json"], content);
        using var camera = new SampledCamera(Eager with { Random = 1, QuotaPerDay = 2 }, _scratch["quota.json"]);
        for (var i = 0; i < 4; i++) camera.Show(_picture, i, i);
        Assert.Equal(2, camera.Headers.Count);
    }

    [Fact]
    public void A_scene_is_new_once_and_not_because_somebody_turned_the_light_down()
    {
        using var other = TestPicture.Noise(320, 180, 2);
        Coarse(_picture, 1);
        Coarse(other, 2);
        using var camera = new SampledCamera(Eager with { NewScene = 0.3 });
        camera.Show(_picture, 0, 0);
        camera.Show(_picture, 1, 1);
        camera.Show(other, 2, 2);
        foreach (ref var pixel in _picture.Luma) pixel = (byte)((pixel / 2) + 10);
        camera.Show(_picture, 3, 3);
        camera.Show(other, 4, 4);
        Assert.Equal([0, 2], camera.Kept);
    }

    [Fact]
    public void A_dark_room_is_one_scene()
    {
        using var dark = TestPicture.Plain(640, 360, 16, 128, 128);
        using var darker = TestPicture.Plain(640, 360, 17, 128, 128);
        Coarse(_picture, 1);
        using var camera = new SampledCamera(Eager with { NewScene = 0.3 });
        camera.Show(dark, 0, 0);
        camera.Show(darker, 1, 1);
        camera.Show(_picture, 2, 2);
        Assert.Equal([0, 2], camera.Kept);
    }

    [Theory]
    [InlineData("all", new long[] { 0, 1, 2 })]
    [InlineData("zone.enter,line.cross", new long[] { 0, 2 })]
    public void Events_are_chosen_by_their_type(string types, long[] kept)
    {
        using var camera = new SampledCamera(Eager with { Events = types });
        camera.ShowEvent(_picture, 0, 0, VisionEventType.ZoneEnter);
        camera.ShowEvent(_picture, 1, 1, VisionEventType.TrackUpdate);
        camera.ShowEvent(_picture, 2, 2, VisionEventType.LineCross);
        camera.Show(_picture, 3, 3);
        Assert.Equal(kept, camera.Kept.Select(index => index!.Value));
    }

    [Fact]
    public void A_frame_in_which_two_models_differ_is_kept_with_what_the_cameras_own_found()
    {
        using var camera = new SampledCamera(Eager with { Disagreement = true, Interval = TimeSpan.FromSeconds(1) });
        var (main, shadow) = (new DetectionList(), new DetectionList());
        main.Add(Person(0.8f), []);
        camera.Show(_picture, 0, 0);
        camera.Show(_picture, 1, 1);
        camera.Sampler.Differ(_picture.Frame with { Index = 0, PtsNs = 0 }, main, shadow, []); // the comparison is behind
        camera.Sampler.Differ(_picture.Frame with { Index = 1, PtsNs = 500_000_000 }, main, shadow, []);

        var header = Assert.Single(camera.Headers);
        Assert.Equal((0, "yolox-nano"), (header.FrameIndex, header.Model));
        Assert.Equal(["disagreement"], header.Why);
        Assert.Equal("person", Assert.Single(header.Detections!).Label);
        Assert.Equal(1, camera.Sampler.Counters.TooSoon);
    }

    [Fact]
    public void A_difference_is_passed_over_where_it_is_not_asked_for()
    {
        using var camera = new SampledCamera(Eager with { Random = 1e-12 });
        camera.Show(_picture, 0, 0);
        camera.Sampler.Differ(_picture.Frame, new DetectionList(), new DetectionList(), []);
        Assert.Empty(camera.Headers);
    }

    [Fact]
    public void Frames_that_are_not_kept_allocate_nothing()
    {
        using var camera = new SampledCamera(Eager with
        {
            Random = 1e-12,
            LowConfidence = new ScoreRange(0.1, 0.2),
            NewScene = 0.5,
            Events = "zone.enter",
            Disagreement = true,
        });
        for (var i = 0; i < 100; i++) camera.Show(_picture, i, i); // the first is a new scene
        camera.Prepare(_picture, 100, 100, [Person(0.9f)]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) camera.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Single(camera.Headers);
    }

    [Theory]
    [InlineData("random=2", "random: 2 is not a share")]
    [InlineData("random=x", "--sample random=x is not one of")]
    [InlineData("lowConfidence=0.5-0.3", "0.5 to 0.3 is not a range")]
    [InlineData("newScene=0", "0 is not a difference")]
    [InlineData("events=zone.entr", "'zone.entr' is not a type of event")]
    [InlineData("quota=0", "0 is not a number of frames")]
    [InlineData("interval=-1", "--sample interval=-1 is not one of")]
    [InlineData("frames", "--sample frames is not one of")]
    public void What_is_wrong_with_the_settings_of_a_command_line_is_said(string setting, string said)
    {
        var thrown = Assert.Throws<InvalidInputException>(() => SamplingText.Parse([setting], new SamplingOptions()));
        Assert.Contains(said, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_a_command_line_are_read() => Assert.Equal(
        new SamplingOptions
        {
            Random = 0.01,
            LowConfidence = new ScoreRange(0.3, 0.5),
            NewScene = SamplingText.DefaultDifference,
            Events = "zone.enter,line.cross",
            QuotaPerDay = 7,
            Interval = TimeSpan.FromSeconds(2.5),
            Seed = 9,
        },
        SamplingText.Parse(["random=0.01", "lowConfidence=0.3-0.5", "newScene", "events=zone.enter,line.cross", "quota=7", "interval=2.5s", "seed=9"], new SamplingOptions()));

    public void Dispose()
    {
        _picture.Dispose();
        _scratch.Dispose();
    }

    private static Detection Person(float score) => new("person", score, new Box(0.1f, 0.2f, 0.3f, 0.4f));

    /// <summary>Squares of one grey: what a thumbnail can see.</summary>
    private static void Coarse(TestPicture picture, int seed)
    {
        var random = new Random(seed);
        var greys = new byte[16 * 9];
        random.NextBytes(greys);
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++) picture.Luma[(y * picture.Stride) + x] = greys[(y * 9 / picture.Height * 16) + (x * 16 / picture.Width)];
        }
    }
}

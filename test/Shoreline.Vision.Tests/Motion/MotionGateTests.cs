using Shoreline.Media;
using Shoreline.Vision.Motion;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Tests.Motion;

public sealed class MotionGateTests
{
    [Theory]
    [InlineData(3)] // a room by day
    [InlineData(12)] // a dark one, at the sensor's highest gain
    public void The_noise_of_a_sensor_is_held_back(double noise)
    {
        using var picture = new MovingPicture(noise: noise);
        var first = picture.ShowFor(2);
        Assert.Equal(20, first[MotionVerdict.Hold] + first[MotionVerdict.Moves]); // the first frames always pass
        picture.ShowFor(2);
        var seen = picture.ShowFor(100);
        Assert.True(seen[MotionVerdict.Still] >= 950, string.Join(", ", seen));
        Assert.Equal(0, seen[MotionVerdict.Moves]);
        Assert.InRange(seen[MotionVerdict.Due], 9, 10); // a look in ten seconds
    }

    [Theory]
    [InlineData(MotionSensitivity.Low, 40, 30, true)]
    [InlineData(MotionSensitivity.Medium, 20, 20, true)]
    [InlineData(MotionSensitivity.Medium, 14, -40, true)]
    [InlineData(MotionSensitivity.High, 20, 8, true)]
    [InlineData(MotionSensitivity.Low, 20, 8, false)]
    [InlineData(MotionSensitivity.Medium, 6, 40, false)] // smaller than what counts
    public void What_appears_passes_in_the_same_frame(MotionSensitivity sensitivity, int side, int contrast, bool passes)
    {
        using var picture = new MovingPicture(new MotionOptions { Sensitivity = sensitivity });
        picture.ShowFor(8);
        picture.Thing = (300.5, 200.5, side, contrast);
        Assert.Equal(passes ? MotionVerdict.Moves : MotionVerdict.Still, picture.Show());
        if (!passes) return;
        var region = Assert.Single(picture.Gate.Regions.ToArray()).Box;
        Assert.InRange((region.X + (region.Width / 2)) * 640, 296, 305 + side);
        Assert.InRange((region.Y + (region.Height / 2)) * 360, 196, 205 + side);
    }

    [Fact]
    public void What_has_stopped_becomes_background_and_its_going_is_seen()
    {
        using var picture = new MovingPicture();
        picture.ShowFor(6);
        picture.Thing = (300, 200, 60, 60);
        picture.ShowFor(12); // seconds until it is background, then the hold
        Assert.Equal(MotionVerdict.Still, picture.Show());
        picture.Thing = null;
        Assert.Equal(MotionVerdict.Moves, picture.Show());
    }

    [Fact]
    public void Frames_pass_for_the_hold_time_after_the_last_motion()
    {
        using var picture = new MovingPicture(new MotionOptions { Hold = TimeSpan.FromSeconds(3) });
        picture.ShowFor(6);
        picture.ShowFor(1, at => picture.Thing = (300 + (100 * at), 200, 60, 60));
        picture.Thing = null;
        var verdicts = new List<MotionVerdict>();
        while (verdicts.LastOrDefault(MotionVerdict.Moves) != MotionVerdict.Still && verdicts.Count < 200) verdicts.Add(picture.Show());
        Assert.Equal(30, verdicts.Count(verdict => verdict == MotionVerdict.Hold));
        Assert.Equal(MotionVerdict.Still, verdicts[^1]);
    }

    [Theory]
    [InlineData(2)] // pixels a second: a slow conveyor
    [InlineData(15)]
    public void What_moves_slowly_passes_all_the_time(double speed)
    {
        using var picture = new MovingPicture();
        picture.Thing = (100, 150, 60, 60);
        picture.ShowFor(8);
        var seen = picture.ShowFor(20, at => picture.Thing = (100 + (speed * at), 150, 60, 60));
        Assert.True(seen[MotionVerdict.Still] <= 20, string.Join(", ", seen)); // until it has come so far that it can be told from where it was
    }

    [Fact]
    public void Light_that_changes_slowly_is_no_motion()
    {
        using var picture = new MovingPicture();
        picture.ShowFor(6);
        var seen = picture.ShowFor(120, at => picture.Light = 1 - (0.6 * at / 120)); // dusk, if a quick one
        Assert.Equal(0, seen[MotionVerdict.Moves]);
    }

    [Theory]
    [InlineData(1.5, 1)] // the ceiling light
    [InlineData(0.4, 1)]
    [InlineData(1.4, 0.35)] // a lamp in a corner
    [InlineData(0.6, 0.6)]
    public void A_lamp_is_motion_for_seconds_and_then_background(double light, double share)
    {
        using var picture = new MovingPicture();
        picture.ShowFor(8);
        (picture.Light, picture.LitShare) = (light, share);
        Assert.Equal(MotionVerdict.Moves, picture.Show());
        picture.ShowFor(12);
        var seen = picture.ShowFor(30);
        Assert.Equal(0, seen[MotionVerdict.Moves]);
        Assert.True(seen[MotionVerdict.Still] >= 290, string.Join(", ", seen));
    }

    [Fact]
    public void A_thing_is_seen_while_exposure_settles()
    {
        using var picture = new MovingPicture();
        picture.ShowFor(8);
        // The camera darkens by a third within a second, and does not come to rest for three more.
        var seen = picture.ShowFor(4, at => picture.Light = 1 - (0.33 * Math.Min(1, at)));
        Assert.True(seen[MotionVerdict.Moves] + seen[MotionVerdict.Hold] > 0);
        picture.ShowFor(8);
        picture.Thing = (300, 200, 30, 60);
        Assert.Equal(MotionVerdict.Moves, picture.Show());
    }

    [Fact]
    public void A_flickering_tube_is_no_motion()
    {
        using var picture = new MovingPicture { Rate = 25 };
        picture.ShowFor(4, at => picture.Light = 1 + (0.03 * Math.Sin(at * 40)));
        var seen = picture.ShowFor(20, at => picture.Light = 1 + (0.03 * Math.Sin(at * 40)));
        Assert.Equal(0, seen[MotionVerdict.Moves]);
    }

    [Fact]
    public void Motion_in_a_mask_does_not_count_and_beside_it_does()
    {
        var mask = new Polygon([new ImagePoint(0.4f, 0.4f), new ImagePoint(1, 0.4f), new ImagePoint(1, 1), new ImagePoint(0.4f, 1)]);
        using var picture = new MovingPicture(new MotionOptions { Masks = [mask] });
        picture.ShowFor(6);
        var seen = picture.ShowFor(10, at => picture.Thing = (300 + (20 * at), 200, 60, 90));
        Assert.Equal(0, seen[MotionVerdict.Moves]);
        picture.Thing = (100, 100, 60, 90);
        Assert.Equal(MotionVerdict.Moves, picture.Show());
    }

    [Fact]
    public void A_picture_that_is_masked_whole_is_looked_at_now_and_then()
    {
        var all = new Polygon([new ImagePoint(0, 0), new ImagePoint(1, 0), new ImagePoint(1, 1), new ImagePoint(0, 1)]);
        using var picture = new MovingPicture(new MotionOptions { Masks = [all], LookEvery = TimeSpan.FromSeconds(5) });
        var seen = picture.ShowFor(60, at => picture.Thing = (10 * at, 100, 90, 90));
        Assert.Equal(0, seen[MotionVerdict.Moves]);
        Assert.InRange(seen[MotionVerdict.Due], 11, 12);
    }

    [Fact]
    public void Another_size_another_format_and_another_session_begin_anew()
    {
        var gate = new MotionGate(new MotionOptions());
        using var small = TestPicture.Plain(640, 360, 100, 128, 128);
        using var large = TestPicture.Plain(1280, 720, 100, 128, 128);
        var second = 0;
        MotionVerdict Show(Frame frame) => gate.Look(frame with { PtsNs = second++ * 1_000_000_000L });
        void Rest(Frame frame)
        {
            for (var i = 0; i < 4; i++) Show(frame);
            Assert.Equal(MotionVerdict.Still, Show(frame));
        }
        Rest(small.Frame);
        Assert.Equal(MotionVerdict.Hold, Show(large.Frame));
        Rest(large.Frame);
        Assert.Equal(MotionVerdict.Hold, Show(large.OfMatrix(ColorMatrix.Bt709)));
        Rest(large.OfMatrix(ColorMatrix.Bt709));
        second = 0;
        Assert.Equal(MotionVerdict.Hold, Show(large.OfMatrix(ColorMatrix.Bt709)));
    }

    [Fact]
    public void One_frame_a_minute_passes_always()
    {
        using var picture = new MovingPicture { Rate = 1 / 60.0 };
        var seen = picture.ShowFor(3600);
        Assert.Equal(0, seen[MotionVerdict.Still]);
    }

    [Fact]
    public void At_240_frames_a_second_stillness_is_held_back_and_motion_is_not()
    {
        using var picture = new MovingPicture(width: 320, height: 180) { Rate = 240 };
        picture.ShowFor(4);
        var seen = picture.ShowFor(6);
        Assert.Equal((0, 0), (seen[MotionVerdict.Moves], seen[MotionVerdict.Hold]));
        picture.ShowFor(0.5, at => picture.Thing = (100 + (40 * at), 60, 30, 50));
        Assert.Equal(MotionVerdict.Moves, picture.Show());
        // A light that falls by a third over ten seconds is a step of a hundredth of a level a frame.
        picture.Thing = null;
        picture.ShowFor(10);
        Assert.Equal(0, picture.ShowFor(10, at => picture.Light = 1 - (0.033 * at))[MotionVerdict.Moves]);
    }
}

using Shoreline.Core.Records;
using Shoreline.Vision.Rules.Conditions;
using Shoreline.Vision.Rules.Geometry;

namespace Shoreline.Vision.Tests.Rules;

/// <summary>Angles and postures, on bodies that are put together from limbs of known angles.</summary>
public sealed class PoseTests
{
    [Fact]
    public void An_angle_is_what_the_arc_cosine_says_in_the_picture_s_proportions()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            var (a, b, c) = (Point(random), Point(random), Point(random));
            var aspect = 0.5 + (2 * random.NextDouble());
            var (ax, ay, cx, cy) = ((a.X - (double)b.X) * aspect, a.Y - (double)b.Y, (c.X - (double)b.X) * aspect, c.Y - (double)b.Y);
            var cosine = ((ax * cx) + (ay * cy)) / Math.Sqrt(((ax * ax) + (ay * ay)) * ((cx * cx) + (cy * cy)));
            Assert.True(BodyAngles.TryBetween(b, a, c, aspect, out var degrees));
            Assert.Equal(Math.Acos(Math.Clamp(cosine, -1, 1)) * 180 / Math.PI, degrees, 1e-3);
        }
    }

    [Theory]
    [InlineData("standing", 0, 0, 0, 0)]
    [InlineData("squat", 20, 80, -30, 0)]
    [InlineData("bending", 70, 0, 0, 0)]
    [InlineData("fall", 88, 85, 85, 0)]
    [InlineData("arms-up", 0, 0, 0, 170)]
    public void A_body_is_in_one_posture_and_in_no_other(string posture, double torso, double thigh, double shin, double arm)
    {
        var body = Body(torso, thigh, shin, arm);
        foreach (var other in (string[])["standing", "squat", "bending", "fall", "arms-up"])
        {
            if (posture == "arms-up" && other == "standing") continue; // one may stand with raised arms
            var stage = new RuleStage($"rules: [{{ name: a, pose: {other} }}]", width: 500);
            Assert.Equal(other == posture ? ["pose.begin"] : [], stage.Body(0, body));
        }
    }

    [Fact]
    public void A_posture_at_its_limit_is_taken_once_and_kept()
    {
        var stage = new RuleStage("rules: [{ name: a, pose: bending, clear: 0s }]", width: 500);
        Assert.Equal([], stage.Body(0.0, Body(48, 0, 0, 0)));
        Assert.Equal(["pose.begin"], stage.Body(0.1, Body(52, 0, 0, 0)));
        Assert.Equal([], stage.Body(0.2, Body(48, 0, 0, 0)));
        Assert.Equal([], stage.Body(0.3, Body(37, 0, 0, 0)));
        Assert.Equal(["pose.end"], stage.Body(0.4, Body(33, 0, 0, 0)));
        Assert.Equal(0.2, stage.Events[1].Details.Single(detail => detail.Name == "seconds").Number!.Value, 1e-6);
        Assert.Equal(stage.Events[0].Id, stage.Events[1].Details.Single(detail => detail.Name == "begin").Text);
    }

    [Fact]
    public void Hidden_points_neither_begin_nor_end_a_pose()
    {
        var stage = new RuleStage("rules: [{ name: a, pose: squat, clear: 0s }]", width: 500);
        var (squat, stand, hidden) = (Body(20, 80, -30, 0), Body(0, 0, 0, 0), Body(0, 0, 0, 0, score: 0.1f));
        Assert.Equal([], stage.Body(0.0, hidden));
        Assert.Equal(["pose.begin"], stage.Body(0.1, squat));
        Assert.Equal([], stage.Body(0.2, hidden));
        Assert.Equal([], stage.Body(0.3, []));
        Assert.Equal(["pose.end"], stage.Body(0.4, stand));
    }

    [Fact]
    public void An_elbow_counts_below_its_limit_until_it_is_beyond_the_other()
    {
        var stage = new RuleStage("rules: [{ name: a, pose: { angle: [left-shoulder, left-elbow, left-wrist], below: 90, until: 110 }, clear: 0s }]", width: 500);
        Assert.Equal([], stage.Body(0.0, Elbow(95)));
        Assert.Equal(["pose.begin"], stage.Body(0.1, Elbow(85)));
        Assert.Equal([], stage.Body(0.2, Elbow(105)));
        Assert.Equal(["pose.end"], stage.Body(0.3, Elbow(115)));
        Assert.Equal(["pose.begin"], stage.Body(0.4, Elbow(60)));
        Assert.Equal(2, stage.Events[^1].Value);
    }

    private static ImagePoint Point(Random random) => new(random.NextSingle(), random.NextSingle());

    private static Keypoint[] Elbow(double degrees)
    {
        var body = Body(0, 0, 0, 0);
        var (shoulder, elbow) = (body[5], body[7]);
        var upwards = Math.Atan2(shoulder.Y - elbow.Y, (shoulder.X - elbow.X) * 0.5);
        var wrist = upwards + (degrees * Math.PI / 180);
        body[9] = new Keypoint(elbow.X + (float)(0.1 * Math.Cos(wrist) / 0.5), elbow.Y + (float)(0.1 * Math.Sin(wrist)), 1);
        return body;
    }

    /// <summary>A body in a picture of 500 × 1000, seen from the side; each limb leans so many degrees from upright, arms from hanging.</summary>
    private static Keypoint[] Body(double torso, double thigh, double shin, double arm, float score = 1)
    {
        var body = new Keypoint[17];
        var ankle = (X: 0.5, Y: 0.8);
        var knee = Up(ankle, shin, 0.18);
        var hip = Up(knee, thigh, 0.18);
        var shoulder = Up(hip, torso, 0.22);
        var elbow = Up(shoulder, 180 - arm + torso, 0.12);
        var wrist = Up(elbow, 180 - arm + torso, 0.12);
        var head = Up(shoulder, torso, 0.08);
        foreach (var (index, at) in ((int, (double X, double Y))[])[(5, shoulder), (7, elbow), (9, wrist), (11, hip), (13, knee), (15, ankle)])
        {
            body[index] = body[index + 1] = new Keypoint((float)at.X, (float)at.Y, score);
        }
        for (var i = 0; i < 5; i++) body[i] = new Keypoint((float)head.X, (float)head.Y, score);
        return body;
    }

    private static (double X, double Y) Up((double X, double Y) from, double lean, double length) =>
        (from.X + (length * Math.Sin(lean * Math.PI / 180) / 0.5), from.Y - (length * Math.Cos(lean * Math.PI / 180)));
}

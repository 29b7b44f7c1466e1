using Shoreline.Cli.Vision;
using Shoreline.Core.Naming;
using Shoreline.Vision.Pipeline;

namespace Shoreline.Cli.Tests.Vision;

public sealed class VisionBarsTests
{
    [Fact]
    public void A_clip_shows_share_rate_and_time_left()
    {
        var line = Assert.Single(VisionBars.Lines(new VisionBatchProgress([Source("door", 300, 0.25)], 0, 1, 0.25, Seconds(10))));
        Assert.Equal("door                     [#####···············]  25%     300 frames   30.0/s  0:30 left  7 detections", line);
    }

    [Fact]
    public void A_camera_without_an_end_shows_what_is_known()
    {
        var line = Assert.Single(VisionBars.Lines(new VisionBatchProgress([Source("a-camera-with-a-long-long-name", 300, null)], 0, 1, null, Seconds(10))));
        Assert.StartsWith("a-camera-with-a-long-lo… [····················]          300 frames   30.0/s", line, StringComparison.Ordinal);
        Assert.DoesNotContain("left", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_sources_fit_a_small_terminal_and_have_a_line_for_all()
    {
        var running = Enumerable.Range(1, 12).Select(i => Source($"c{i}", 300, 0.5)).ToList();
        var lines = VisionBars.Lines(new VisionBatchProgress(running, 3, 20, 0.45, Seconds(90)));
        Assert.Equal(10, lines.Count);
        Assert.Equal("… and 4 more", lines[8]);
        Assert.StartsWith("3 of 20 sources          [#########···········]  45%", lines[9], StringComparison.Ordinal);
        Assert.EndsWith("360.0/s  1:50 left", lines[9], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_the_first_moment_nothing_is_foretold() =>
        Assert.DoesNotContain("left", Assert.Single(VisionBars.Lines(new VisionBatchProgress([Source("door", 3, 0.001)], 0, 1, 0.001, Seconds(10)))), StringComparison.Ordinal);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static SourceProgress Source(string camera, long analysed, double? share) => new(
        new CameraName(camera), new VisionProgress(null!, new VisionCounters { Analysed = analysed, Detections = 7 }, Seconds(10)) { Share = share });
}

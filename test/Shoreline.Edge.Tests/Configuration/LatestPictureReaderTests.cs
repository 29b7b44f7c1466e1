using Shoreline.Core;
using Shoreline.Edge.Configuration;
using Shoreline.Vision.Latest;

namespace Shoreline.Edge.Tests.Configuration;

public sealed class LatestPictureReaderTests
{
    [Fact]
    public void A_camera_that_says_nothing_keeps_a_clean_picture_five_times_a_second() => Assert.Equal(new LatestPictureOptions(), Read("every: 1"));

    [Theory]
    [InlineData("{ rate: 10/s, annotated: true, quality: 60, width: 640 }", 10, true, true, 60, 640)]
    [InlineData("{ rate: 0.5, clean: false, annotated: true }", 0.5, false, true, 80, 0)]
    [InlineData("{ rate: 0 }", 0, true, false, 80, 0)]
    [InlineData("{ rate: 0/s, clean: false }", 0, false, false, 80, 0)]
    public void What_is_said_is_read(string latest, double rate, bool clean, bool annotated, int quality, int width) =>
        Assert.Equal(
            new LatestPictureOptions { Rate = rate, Clean = clean, Annotated = annotated, Quality = quality, Width = width }, Read($"latest: {latest}"));

    [Theory]
    [InlineData("{ rate: 10/m }", "latest.rate: '10/m' is not a rate from 0 to 240/s; for example 10/s or 0.5/s")]
    [InlineData("{ rate: -1 }", "latest.rate: '-1' is not a rate")]
    [InlineData("{ rate: 241 }", "latest.rate: '241' is not a rate")]
    [InlineData("{ rate: NaN }", "latest.rate: 'NaN' is not a rate")]
    [InlineData("{ width: 63 }", "latest.width: '63' is too small; 0 for as it comes, or at least 64")]
    [InlineData("{ quality: 0 }", "latest.quality: '0' is not a whole number from 1 to 100")]
    [InlineData("{ clean: false }", "latest.clean: and 'annotated' are both off; 'rate: 0' says that no picture is wanted")]
    [InlineData("{ annotate: true }", "latest.annotate: is not a key here; did you mean 'annotated'?")]
    [InlineData("5", "latest: must be a mapping of 'key: value'")]
    public void What_is_wrong_is_told_at_its_line(string latest, string fault)
    {
        var thrown = Assert.Throws<InvalidInputException>(() => Read($"latest: {latest}"));
        Assert.StartsWith($"edge.yaml:3: cameras[0].{fault}", thrown.Message, StringComparison.Ordinal);
    }

    private static LatestPictureOptions Read(string key) =>
        EdgeConfig.Parse($"device: gw-01\ncameras:\n  - {{ name: a, source: \"test://\", {key} }}", "edge.yaml").Cameras[0].Latest;
}

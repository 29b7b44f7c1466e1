using Shoreline.Core.Naming;

namespace Shoreline.Core.Tests.Naming;

public sealed class NameTests
{
    [Theory]
    [InlineData("gw-01")]
    [InlineData("plant:3_a")]
    public void A_device_name_is_kept_as_given(string name) => Assert.Equal(name, new DeviceName(name).Value);

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("+")]
    [InlineData("é")]
    public void A_name_that_would_break_a_topic_is_refused_with_the_rule(string name) =>
        Assert.Contains("A-Z a-z 0-9", Assert.Throws<InvalidInputException>(() => new DeviceName(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_camera_name_of_65_characters_is_too_long() => Assert.Throws<InvalidInputException>(() => new CameraName(new string('c', 65)));

    [Fact]
    public void A_topic_comes_apart_into_device_and_stream()
    {
        Assert.True(Topics.TryParse(Topics.Records(new DeviceName("gw-01"), "video.line"), "records", out var device, out var stream));
        Assert.Equal(("gw-01", "video.line"), (device, stream));
    }

    [Theory]
    [InlineData("shoreline/v1/gw-01/acks/x")]
    [InlineData("shoreline/v2/gw-01/records/x")]
    [InlineData("shoreline/v1//records/x")]
    [InlineData("shoreline/v1/gw-01/records")]
    public void Another_topic_is_not_taken_for_records(string topic) => Assert.False(Topics.TryParse(topic, "records", out _, out _));
}

using FsCheck;
using FsCheck.Fluent;

namespace Shoreline.Core.Tests;

public sealed class TimestampsTests
{
    [Fact]
    public void Text_has_microseconds_and_sorts_by_time()
    {
        Assert.Equal("2023-11-14T22:13:20.000001Z", Timestamps.ToText(1_700_000_000_000_001_000));
        Assert.True(string.CompareOrdinal(Timestamps.ToText(1_700_000_000_000_000_000), Timestamps.ToText(1_700_000_000_900_000_000)) < 0);
    }

    [Fact]
    public void Text_reads_back_to_the_microsecond() => Prop.ForAll<NonNegativeInt, NonNegativeInt>((seconds, micros) =>
    {
        var ns = seconds.Get * 1_000_000_000L + micros.Get % 1_000_000 * 1_000L;
        Assert.True(Timestamps.TryParse(Timestamps.ToText(ns), out var read));
        Assert.Equal(ns, read);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null)]
    [InlineData("yesterday")]
    public void What_is_no_time_is_refused(string? text) => Assert.False(Timestamps.TryParse(text, out _));
}

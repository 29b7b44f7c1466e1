using Shoreline.Vision.Sampling;

namespace Shoreline.Vision.Tests.Sampling;

public sealed class RateLimitTests
{
    [Fact]
    public void A_burst_passes_and_then_so_many_a_second()
    {
        var limit = new RateLimit(2, 5);
        Assert.Equal(5, Enumerable.Range(0, 20).Count(i => limit.TryPass(1_000_000_000 + i)));
        Assert.Equal(20, Enumerable.Range(1, 100).Count(i => limit.TryPass(1_000_000_000 + (i * 100_000_000L))));
    }

    [Fact]
    public void A_clock_that_is_set_back_gives_nothing_and_stops_nothing()
    {
        var limit = new RateLimit(1, 1);
        Assert.True(limit.TryPass(10_000_000_000));
        Assert.False(limit.TryPass(5_000_000_000));
        Assert.True(limit.TryPass(11_000_000_000));
    }
}

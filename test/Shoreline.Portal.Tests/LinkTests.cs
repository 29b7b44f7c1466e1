namespace Shoreline.Portal.Tests;

[Collection(DemoCollection.Name)]
public sealed class LinkTests(DemoFixture demo, ChromiumFixture chromium)
{
    private const double Grown = 100; // records; the sensor alone makes twenty a second

    [Fact]
    public async Task A_cut_link_lets_the_backlog_grow_and_a_healed_one_drains_it_with_nothing_lost()
    {
        await using var window = await chromium.OpenAsync(demo.PortalUrl, "#/streams"); // the experiment without the videos
        var link = window.Part("link-switch");
        await Until.TrueAsync(async () => await window.NumberAsync("ledger-landed", "data-value") > 0, "records have landed", TimeSpan.FromSeconds(60));

        await link.ClickAsync();
        try
        {
            await Until.TrueAsync(async () => await window.NumberAsync("backlog", "data-value") > Grown, "the backlog grows", TimeSpan.FromSeconds(60));
            await window.KeepScreenshotAsync("link-cut-wide-light");
        }
        finally
        {
            await link.ClickAsync();
        }

        var recorded = await window.NumberAsync("ledger-recorded", "data-value");
        await Until.TrueAsync(async () => await window.NumberAsync("ledger-landed", "data-value") >= recorded, "what was recorded has landed", TimeSpan.FromSeconds(90));
        await Until.TrueAsync(async () => await window.NumberAsync("backlog", "data-value") < Grown / 2, "the backlog drains", TimeSpan.FromSeconds(90));
        Assert.Equal(0, await window.NumberAsync("ledger-lost", "data-value"));
        await window.KeepScreenshotAsync("link-healed-wide-light");
        Assert.Empty(window.Errors);
    }
}

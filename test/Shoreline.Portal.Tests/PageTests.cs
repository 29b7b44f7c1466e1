using Microsoft.Playwright;

namespace Shoreline.Portal.Tests;

[Collection(DemoCollection.Name)]
public sealed class PageTests(DemoFixture demo, ChromiumFixture chromium)
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task The_streams_page_lists_every_stream_of_the_gateway(bool dark, bool phone)
    {
        var look = new Look(dark, phone);
        await using var window = await chromium.OpenAsync(demo.PortalUrl, "#/streams", look);
        foreach (var stream in new[] { "detections", "readings", "faces" })
            await window.Page.Locator($"[data-testid='stream-row'][data-stream='{stream}']").WaitForAsync();
        await window.KeepScreenshotAsync($"streams-{look}");
        Assert.False(await window.ScrollsSidewaysAsync());
        Assert.Empty(window.Errors);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task The_lake_page_counts_rows_and_runs_a_job(bool dark, bool phone)
    {
        var look = new Look(dark, phone);
        await using var window = await chromium.OpenAsync(demo.PortalUrl, "#/lake", look);
        await window.Page.Locator("[data-testid='table-row'][data-table='raw_detections']").WaitForAsync();
        var run = window.Part("job-row").First.GetByRole(AriaRole.Button);
        await run.ClickAsync();
        await Assertions.Expect(run).ToBeEnabledAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(window.Part("job-row").First).ToContainTextAsync("last run", new() { Timeout = 30_000 });
        await window.KeepScreenshotAsync($"lake-{look}");
        Assert.False(await window.ScrollsSidewaysAsync());
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task A_question_in_the_address_is_answered()
    {
        var sql = Uri.EscapeDataString("SELECT count(*) AS seen FROM raw_readings");
        await using var window = await chromium.OpenAsync(demo.PortalUrl, $"#/query?sql={sql}");
        await Assertions.Expect(window.Part("query-result")).ToContainTextAsync("seen", new() { Timeout = 30_000 });
        await window.KeepScreenshotAsync("query-wide-light");
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task A_wrong_question_is_answered_with_what_is_wrong()
    {
        await using var window = await chromium.OpenAsync(demo.PortalUrl, $"#/query?sql={Uri.EscapeDataString("SELECT * FROM no_such_table")}");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no_such_table", new() { Timeout = 30_000 });
    }
}

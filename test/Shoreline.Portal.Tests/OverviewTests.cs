namespace Shoreline.Portal.Tests;

[Collection(DemoCollection.Name)]
public sealed class OverviewTests(DemoFixture demo, ChromiumFixture chromium)
{
    [Fact]
    public async Task The_live_video_plays_with_boxes_drawn_over_it()
    {
        await using var window = await chromium.OpenAsync(demo.PortalUrl);
        await window.UntilVideoPlaysAsync();
        await window.UntilAsync(
            """
            () => [...document.querySelectorAll('[data-testid="overlay"]')].some(canvas =>
              canvas.width > 0 && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((byte, at) => at % 4 === 3 && byte > 0))
            """,
            "something is drawn over a video");
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task Without_boxes_there_is_only_video_and_the_address_says_so()
    {
        await using var window = await chromium.OpenAsync(demo.PortalUrl, "#/?boxes=off");
        await window.UntilVideoPlaysAsync();
        Assert.Equal(0, await window.Part("overlay").CountAsync());
        await window.Page.GetByRole(Microsoft.Playwright.AriaRole.Switch, new() { Name = "Boxes" }).ClickAsync();
        await window.Part("overlay").First.WaitForAsync();
        Assert.DoesNotContain("boxes=off", window.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_charts_of_detections_and_readings_fill()
    {
        await using var window = await chromium.OpenAsync(demo.PortalUrl);
        foreach (var chart in new[] { "chart-detections", "chart-readings" })
        {
            await Until.TrueAsync(async () => await window.NumberAsync(chart, "data-points") > 0, $"{chart} has points", TimeSpan.FromSeconds(60));
            await window.Part(chart).Locator("canvas").First.WaitForAsync();
        }
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task The_newest_faces_are_pictures_that_load()
    {
        await using var window = await chromium.OpenAsync(demo.PortalUrl);
        await window.UntilAsync(
            "() => [...document.querySelectorAll('img[data-testid=\"face\"]')].filter(image => image.complete && image.naturalWidth > 0).length > 0",
            "a face is shown",
            TimeSpan.FromSeconds(60));
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task A_face_leads_to_its_camera_at_that_moment()
    {
        await using var window = await chromium.OpenAsync(demo.PortalUrl);
        await window.Part("face").First.ClickAsync(new() { Timeout = 60_000 });
        await window.Part("moment").WaitForAsync();
        Assert.Contains("#/cameras/", window.Page.Url, StringComparison.Ordinal);
        Assert.Contains("at=", window.Page.Url, StringComparison.Ordinal);
        await window.UntilVideoPlaysAsync();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task The_page_fits_and_keeps_quiet_in_every_look(bool dark, bool phone)
    {
        var look = new Look(dark, phone);
        await using var window = await chromium.OpenAsync(demo.PortalUrl, look: look);
        await window.UntilVideoPlaysAsync();
        await Until.TrueAsync(async () => await window.NumberAsync("chart-readings", "data-points") > 0, "the readings are there");
        await window.Part("face").First.WaitForAsync();
        await window.KeepScreenshotAsync($"overview-{look}");
        Assert.False(await window.ScrollsSidewaysAsync());
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task The_chosen_theme_is_remembered()
    {
        await using var window = await chromium.OpenAsync(demo.PortalUrl);
        var toggle = window.Page.Locator("button[aria-label^='Theme']");
        await toggle.ClickAsync(); // light
        await toggle.ClickAsync(); // dark
        await window.Page.ReloadAsync();
        Assert.Equal("dark", await window.Page.Locator("html").GetAttributeAsync("data-theme"));
    }
}

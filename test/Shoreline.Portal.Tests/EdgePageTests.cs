using Microsoft.Playwright;

namespace Shoreline.Portal.Tests;

[Collection(DemoCollection.Name)]
public sealed class EdgePageTests(DemoFixture demo, ChromiumFixture chromium)
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task The_gateways_own_page_shows_frames_and_streams_and_plays_live_video(bool dark, bool phone)
    {
        var look = new Look(dark, phone);
        await using var window = await chromium.OpenAsync(demo.EdgePageUrl, look: look);
        await window.Page.Locator("[data-testid='edge-streams'] tr[data-stream='detections']").WaitForAsync();
        await window.UntilAsync("() => (document.querySelector('[data-testid=\"latest\"]')?.naturalWidth ?? 0) > 0", "a latest frame is shown");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Live video" }).First.ClickAsync();
        await window.UntilVideoPlaysAsync();
        await window.KeepScreenshotAsync($"edge-{look}");
        Assert.False(await window.ScrollsSidewaysAsync());
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task The_sensor_is_switched_off_and_on()
    {
        await using var window = await chromium.OpenAsync(demo.EdgePageUrl);
        var sensor = window.Part("sensor");
        await Assertions.Expect(sensor).ToHaveAttributeAsync("aria-checked", "true");
        await sensor.ClickAsync();
        await Assertions.Expect(sensor).ToHaveAttributeAsync("aria-checked", "false");
        await sensor.ClickAsync();
        await Assertions.Expect(sensor).ToHaveAttributeAsync("aria-checked", "true");
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Components_are_shown_with_their_state_and_what_they_take(bool dark, bool phone)
    {
        var look = new Look(dark, phone);
        await using var window = await chromium.OpenAsync(demo.EdgePageUrl, look: look);
        var broker = window.Page.Locator("[data-testid='edge-components'] tr[data-key='shoreline.Broker']");
        await Assertions.Expect(broker.Locator("th")).ToContainTextAsync("root");
        await Assertions.Expect(broker.Locator("td[data-label='State']")).ToContainTextAsync("running");
        await Assertions.Expect(broker.Locator("td[data-label='Memory']")).ToContainTextAsync("MiB");
        await Assertions.Expect(broker.Locator("td[data-label='Processor']")).ToContainTextAsync("%");
        await broker.ScrollIntoViewIfNeededAsync();
        await window.KeepScreenshotAsync($"edge-components-{look}");
        Assert.False(await window.ScrollsSidewaysAsync());
        Assert.Empty(window.Errors);
    }
}

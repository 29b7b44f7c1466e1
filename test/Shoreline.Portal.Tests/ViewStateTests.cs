using Microsoft.Playwright;

namespace Shoreline.Portal.Tests;

[Collection(DemoCollection.Name)]
public sealed class ViewStateTests(DemoFixture demo, ChromiumFixture chromium)
{
    [Fact]
    public async Task Without_boxes_there_is_only_video_and_the_address_says_so()
    {
        await using var window = await chromium.OpenAsync(demo.PortalUrl, "#/?boxes=off");
        await window.Part("camera-tile").First.WaitForAsync();
        Assert.Equal(0, await window.Part("overlay").CountAsync());
        await window.Page.GetByRole(AriaRole.Switch, new() { Name = "Boxes" }).ClickAsync();
        await window.Part("overlay").First.WaitForAsync();
        Assert.DoesNotContain("boxes=off", window.Page.Url, StringComparison.Ordinal);
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

    [Fact]
    public async Task The_chosen_theme_is_remembered()
    {
        await using var window = await chromium.OpenAsync(demo.PortalUrl, "#/lake");
        var toggle = window.Page.Locator("button[aria-label^='Theme']");
        await toggle.ClickAsync(); // light
        await toggle.ClickAsync(); // dark
        await window.Page.ReloadAsync();
        Assert.Equal("dark", await window.Page.Locator("html").GetAttributeAsync("data-theme"));
    }
}

using Microsoft.Playwright;

namespace Shoreline.Portal.Tests;

/// <summary>The overview, opened once for the tests that only look at it: four videos take their time to start on a small machine.</summary>
public sealed class OverviewWindow(DemoFixture demo, ChromiumFixture chromium) : IAsyncLifetime
{
    public Window Window { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Window = await chromium.OpenAsync(demo.PortalUrl);

    public async Task ShowAsync(Look look)
    {
        await Window.Page.EmulateMediaAsync(new() { ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light });
        await Window.Page.SetViewportSizeAsync(look.Width, look.Height);
    }

    public ValueTask DisposeAsync() => Window.DisposeAsync();
}

using Microsoft.Playwright;
using Shoreline.Core;

namespace Shoreline.Portal.Tests;

/// <summary>Debian's Chromium without a screen, driven by Playwright. Nothing is downloaded: the browser is a package of the system.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--no-sandbox", // a container has no user namespaces; the pages are our own
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program)) throw new MissingDependencyException($"The portal is tested in a browser, and {Program} is not there: apt-get install chromium");
        Assertions.SetDefaultExpectTimeout((float)Window.Patience.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = Arguments });
    }

    /// <summary>A fresh window, as of a visitor who was never here.</summary>
    public async Task<Window> OpenAsync(Uri address, string page = "", Look look = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = look.Width, Height = look.Height },
            ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light,
        });
        var window = new Window(context, await context.NewPageAsync());
        await window.Page.GotoAsync(new Uri(address, page).AbsoluteUri);
        return window;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

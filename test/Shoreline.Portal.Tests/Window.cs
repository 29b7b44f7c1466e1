using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Shoreline.Portal.Tests;

/// <summary>One open page, with what it complained about on the console.</summary>
public sealed class Window : IAsyncDisposable
{
    /// <summary>How long what a page is to show may take on a busy machine.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A browser that decodes in software beside the cameras on two cores takes its time.</summary>
    private static readonly TimeSpan VideoPatience = TimeSpan.FromSeconds(90);

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = new();

    internal Window(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") _errors.Enqueue($"{message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> Errors => _errors;

    public ILocator Part(string testId) => Page.GetByTestId(testId);

    /// <summary>A number that a part of the page carries in an attribute; −1 while the part is not there.</summary>
    public async Task<double> NumberAsync(string testId, string attribute) =>
        await Page.EvaluateAsync<double>(
            "([id, name]) => Number(document.querySelector(`[data-testid=\"${id}\"]`)?.getAttribute(name) ?? -1)",
            new[] { testId, attribute });

    /// <summary>Waits for an expression of the page to become true.</summary>
    public Task UntilAsync(string expression, string what, TimeSpan? within = null) =>
        Until.TrueAsync(() => Page.EvaluateAsync<bool>(expression), what, within ?? Patience);

    /// <summary>Waits until a video of the page has enough data and its time has moved on by a second.</summary>
    public async Task UntilVideoPlaysAsync()
    {
        await UntilAsync("() => [...document.querySelectorAll('video')].some(video => video.readyState >= 3)", "a video has data to play", VideoPatience);
        var before = await FurthestAsync();
        await Until.TrueAsync(async () => await FurthestAsync() > before + 1, $"a video plays on from second {before:0.0}", VideoPatience);
    }

    private Task<double> FurthestAsync() => Page.EvaluateAsync<double>("() => Math.max(0, ...[...document.querySelectorAll('video')].map(video => video.currentTime))");

    public async Task<bool> ScrollsSidewaysAsync() =>
        await Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > window.innerWidth");

    /// <summary>Keeps a picture of the whole page where <c>SHORELINE_SCREENSHOTS</c> says; without it, does nothing.</summary>
    public async Task KeepScreenshotAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("SHORELINE_SCREENSHOTS") is not { Length: > 0 } folder) return;
        await Page.EvaluateAsync("() => window.scrollTo(0, 0)");
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}

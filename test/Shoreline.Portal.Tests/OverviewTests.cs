namespace Shoreline.Portal.Tests;

[Collection(DemoCollection.Name)]
public sealed class OverviewTests(OverviewWindow overview) : IClassFixture<OverviewWindow>
{
    private static readonly TimeSpan FirstData = TimeSpan.FromSeconds(60);
    private readonly Window _window = overview.Window;

    [Fact]
    public async Task The_live_video_plays_with_boxes_drawn_over_it()
    {
        await _window.UntilVideoPlaysAsync();
        await _window.UntilAsync(
            """
            () => [...document.querySelectorAll('[data-testid="overlay"]')].some(canvas =>
              canvas.width > 0 && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((byte, at) => at % 4 === 3 && byte > 0))
            """,
            "something is drawn over a video",
            FirstData);
        Assert.Empty(_window.Errors);
    }

    [Fact]
    public async Task The_charts_of_detections_and_readings_fill()
    {
        foreach (var chart in new[] { "chart-detections", "chart-readings" })
        {
            await Until.TrueAsync(async () => await _window.NumberAsync(chart, "data-points") > 0, $"{chart} has points", FirstData);
            await _window.Part(chart).Locator("canvas").First.WaitForAsync();
        }
        Assert.Empty(_window.Errors);
    }

    [Fact]
    public async Task The_newest_faces_are_pictures_that_load()
    {
        // Pictures load when they come into view.
        await _window.UntilAsync(
            """
            () => {
              const faces = [...document.querySelectorAll('img[data-testid="face"]')];
              faces[0]?.scrollIntoView({ block: 'center' });
              return faces.some(image => image.complete && image.naturalWidth > 0);
            }
            """,
            "a face is shown",
            FirstData);
        Assert.Empty(_window.Errors);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task The_page_fits_in_every_look(bool dark, bool phone)
    {
        var look = new Look(dark, phone);
        await overview.ShowAsync(look);
        await _window.UntilVideoPlaysAsync();
        await _window.Part("face").First.WaitForAsync();
        await _window.KeepScreenshotAsync($"overview-{look}");
        Assert.False(await _window.ScrollsSidewaysAsync());
        Assert.Empty(_window.Errors);
    }
}

using Shoreline.Core;

namespace Shoreline.Media.Tests;

public sealed class BadSourcesTests
{
    [Theory]
    [InlineData("ftp://host/clip.mp4", "no kind of source")]
    [InlineData("rtsp://", "no host")]
    [InlineData("scene://beach", "scene://entrance")]
    [InlineData("test://?patern=ball", "no option")]
    [InlineData("test://?fps=fast", "must be a number")]
    [InlineData("pipeline:", "has no text")]
    [InlineData("v4l2://video0", "names no device")]
    [InlineData("", "empty")]
    public void A_wrong_address_is_refused_at_once_in_one_line(string source, string expected)
    {
        var failure = Assert.Throws<InvalidInputException>(() => Captures.Open(Captures.Live(source)));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var failure = await FailureOfAsync(Captures.Offline("/no/such/clip.mp4"));

        Assert.Equal(SourceFault.Unavailable, failure.Fault);
        Assert.Equal("/no/such/clip.mp4: there is no such file.", failure.Message);
    }

    [Fact]
    public async Task A_text_file_named_mp4_holds_no_video()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["notes.mp4"], string.Concat(Enumerable.Repeat("This is no video, only text.\n", 50)), TestContext.Current.CancellationToken);

        var failure = await FailureOfAsync(Captures.Offline(folder["notes.mp4"]));

        Assert.Equal(SourceFault.Unsupported, failure.Fault);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task Of_a_truncated_clip_the_frames_before_the_cut_come_and_then_the_error()
    {
        using var folder = new ScratchFolder();
        var whole = await File.ReadAllBytesAsync(TestAssets.Media("faces-walk-pause.mp4"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder["cut.mp4"], whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);
        await using var capture = Captures.Open(Captures.Offline(folder["cut.mp4"]));
        var count = 0;

        var failure = await Assert.ThrowsAsync<SourceException>(async () =>
        {
            while (await capture.ReadFrameAsync(TestContext.Current.CancellationToken) is { } lease)
            {
                using (lease) count++;
            }
        });

        Assert.Equal(SourceFault.Damaged, failure.Fault);
        Assert.InRange(count, 20, 70);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task A_missing_element_of_a_pipeline_names_its_package()
    {
        await using var capture = Captures.Open(Captures.Offline("pipeline:videotestsrc ! nosuchelement"));

        var failure = await Assert.ThrowsAsync<MissingDependencyException>(async () => await capture.ReadFrameAsync(TestContext.Current.CancellationToken));

        Assert.Contains("'nosuchelement'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install gstreamer1.0-plugins-ugly", RequiredElements.Missing(["x264enc"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_from_which_nothing_comes_is_stalled()
    {
        await using var capture = Captures.Open(Captures.Live("pipeline:appsrc") with { Reconnect = false, StallTimeout = TimeSpan.FromMilliseconds(300) });

        var failure = await Assert.ThrowsAsync<SourceException>(async () => await capture.ReadFrameAsync(TestContext.Current.CancellationToken));

        Assert.Equal(SourceFault.Stalled, failure.Fault);
        Assert.True(failure.IsTransient);
    }

    private static async Task<SourceException> FailureOfAsync(CaptureOptions options)
    {
        await using var capture = Captures.Open(options);
        return await Assert.ThrowsAsync<SourceException>(async () => await capture.ReadFrameAsync(TestContext.Current.CancellationToken));
    }
}

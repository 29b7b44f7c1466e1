namespace Shoreline.Media.Tests;

public sealed class OtherSourcesTests
{
    [Theory]
    [InlineData("astronaut.png", 512, 512)]
    [InlineData("two-portraits.jpg", 1126, 661)]
    [InlineData("three-people.jpg", 1049, 861)]
    public async Task A_still_is_one_frame(string file, int width, int height)
    {
        var frame = Assert.Single(await Captures.ReadAllAsync(Captures.Offline(TestAssets.Media("stills", file))));

        Assert.Equal((width, height), (frame.Width, frame.Height));
    }

    [Fact]
    public async Task Pictures_that_fit_a_pattern_come_in_the_order_of_their_numbers()
    {
        using var folder = new ScratchFolder();
        var (small, large) = (TestAssets.Media("stills", "warrior-pose.jpg"), TestAssets.Media("stills", "tree-pose.jpg"));
        File.Copy(large, folder["10.jpg"]);
        File.Copy(small, folder["9.jpg"]);
        File.Copy(large, folder["cover.jpg"]);

        var frames = await Captures.ReadAllAsync(Captures.Offline($"images://{folder.Path}/%d.jpg?fps=5"));

        Assert.Equal([1000, 426], frames.Select(frame => frame.Width));
        Assert.Equal(200_000_000, frames[1].PtsNs - frames[0].PtsNs);
    }

    [Theory]
    [InlineData("pipeline:videotestsrc num-buffers=7 ! video/x-raw,format=RGB,width=64,height=48")]
    [InlineData("pipeline:videotestsrc num-buffers=7 ! video/x-raw,width=64,height=48 ! x264enc tune=zerolatency")]
    [InlineData("pipeline:videotestsrc num-buffers=7 ! video/x-raw,width=64,height=48 ! jpegenc")]
    [InlineData("pipeline:videotestsrc num-buffers=7 ! video/x-raw,width=64,height=48 ! vp8enc deadline=1")]
    public async Task A_pipeline_may_end_in_raw_or_encoded_video(string source)
    {
        var frames = await Captures.ReadAllAsync(Captures.Offline(source));

        Assert.Equal(7, frames.Count);
        Assert.All(frames, frame => Assert.Equal((64, 48), (frame.Width, frame.Height)));
    }

    [Theory]
    [InlineData("scene://entrance?seconds=2&width=320&height=180")]
    [InlineData("scene://line?seconds=2&width=320&height=180")]
    public async Task A_scene_gives_its_frames_and_is_the_same_each_time(string source)
    {
        var first = await SumsAsync(source);

        Assert.Equal(30, first.Count);
        Assert.Equal(first, await SumsAsync(source));
    }

    private static async Task<List<long>> SumsAsync(string source)
    {
        await using var capture = Captures.Open(Captures.Offline(source));
        var sums = new List<long>();
        while (await capture.ReadFrameAsync(TestContext.Current.CancellationToken) is { } lease)
        {
            using (lease)
            {
                long sum = 0;
                foreach (var value in lease.Frame.LumaBytes) sum = (sum * 31) + value;
                sums.Add(sum);
            }
        }
        return sums;
    }
}

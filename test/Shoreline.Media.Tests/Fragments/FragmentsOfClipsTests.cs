namespace Shoreline.Media.Tests.Fragments;

public sealed class FragmentsOfClipsTests
{
    public static TheoryData<string, int> Clips => new() { { "faces-walk-pause.mp4", 82 }, { "squats.mp4", 65 }, { "interview-720p.mp4", 546 } };

    [Theory]
    [MemberData(nameof(Clips))]
    public async Task The_fragments_of_a_clip_play_as_the_clip_did(string clip, int frameCount)
    {
        using var folder = new ScratchFolder();
        var fragments = await ReadAllAsync(Captures.Offline(TestAssets.Media(clip)) with { Frames = false, Fragments = true });

        Assert.Equal(frameCount, fragments.Sum(fragment => fragment.FrameCount));
        var joined = folder["joined.mp4"];
        await File.WriteAllBytesAsync(joined, Join(fragments), TestContext.Current.CancellationToken);
        var original = await Captures.ReadAllAsync(Captures.Offline(TestAssets.Media(clip)));
        var played = await Captures.ReadAllAsync(Captures.Offline(joined));
        Assert.Equal(frameCount, played.Count);
        Assert.All(played.Zip(original), pair => Assert.InRange(Math.Abs((pair.First.PtsNs - played[0].PtsNs) - (pair.Second.PtsNs - original[0].PtsNs)), 0, 50_000));
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public async Task Fragments_of_a_session_join_without_a_gap(string clip, int frameCount)
    {
        var fragments = await ReadAllAsync(Captures.Offline(TestAssets.Media(clip)) with { Frames = false, Fragments = true });

        Assert.Single(fragments.Select(fragment => fragment.Session).Distinct());
        Assert.Equal(Enumerable.Range(0, fragments.Count).Select(i => (long)i), fragments.Select(fragment => fragment.Index));
        var sections = fragments.Select(fragment => MediaSection.Read(fragment.Bytes[fragment.InitBytes..])).ToList();
        Assert.Equal(0UL, sections[0].DecodeTime);
        Assert.All(sections.Zip(sections.Skip(1)), pair => Assert.Equal(pair.First.EndTime, pair.Second.DecodeTime));
        Assert.All(fragments.Zip(fragments.Skip(1)), pair => Assert.InRange(pair.First.StartNs + pair.First.DurationNs - pair.Second.StartNs, -20_000, 20_000));
        Assert.All(fragments, fragment => Assert.InRange(fragment.DurationNs, 1, 4_200_000_000));
        Assert.Equal(frameCount, sections.Sum(section => section.Samples.Count));
    }

    [Fact]
    public async Task A_fragment_begins_with_a_key_frame_where_they_are_close_enough()
    {
        var fragments = await ReadAllAsync(Captures.Offline(TestAssets.Media("faces-walk-pause.mp4")) with { Frames = false, Fragments = true });

        Assert.All(fragments, fragment => Assert.True(fragment.StartsWithKeyFrame));
        Assert.Equal([24, 24, 24, 10], fragments.Select(fragment => fragment.FrameCount));
    }

    [Fact]
    public async Task A_source_that_is_not_H264_is_encoded_for_its_fragments()
    {
        using var folder = new ScratchFolder();
        var fragments = await ReadAllAsync(Captures.Offline("test://?seconds=3&fps=10&width=320&height=180") with { Frames = false, Fragments = true });

        Assert.Equal([10, 10, 10], fragments.Select(fragment => fragment.FrameCount));
        Assert.All(fragments, fragment => Assert.Equal((320, 180, true), (fragment.Width, fragment.Height, fragment.StartsWithKeyFrame)));
        await File.WriteAllBytesAsync(folder["joined.mp4"], Join(fragments), TestContext.Current.CancellationToken);
        Assert.Equal(30, (await Captures.ReadAllAsync(Captures.Offline(folder["joined.mp4"]))).Count);
    }

    [Fact]
    public async Task Frames_and_fragments_share_one_clock()
    {
        await using var capture = Captures.Open(Captures.Offline(TestAssets.Media("faces-walk-pause.mp4")) with { Fragments = true });
        var reading = Task.Run(() => ReadAllAsync(capture));
        var captured = new List<long>();
        while (await capture.ReadFrameAsync(TestContext.Current.CancellationToken) is { } lease)
        {
            using (lease) captured.Add(lease.Frame.CapturedAtNs);
        }
        var fragments = await reading;

        Assert.Equal([0, 24, 48, 72], fragments.Select(fragment => captured.FindIndex(time => Math.Abs(time - fragment.StartNs) < 20_000)));
    }

    private static async Task<List<Fragment>> ReadAllAsync(CaptureOptions options)
    {
        await using var capture = Captures.Open(options);
        return await ReadAllAsync(capture);
    }

    private static async Task<List<Fragment>> ReadAllAsync(Capture capture)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var fragments = new List<Fragment>();
        await foreach (var fragment in capture.ReadFragmentsAsync(deadline.Token)) fragments.Add(fragment);
        return fragments;
    }

    private static byte[] Join(List<Fragment> fragments) =>
        [.. fragments[0].Bytes[..fragments[0].InitBytes].Span, .. fragments.SelectMany(fragment => fragment.Bytes[fragment.InitBytes..].ToArray())];
}

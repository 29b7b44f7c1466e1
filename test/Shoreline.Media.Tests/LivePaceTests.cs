using System.Diagnostics;

namespace Shoreline.Media.Tests;

public sealed class LivePaceTests
{
    [Fact]
    public async Task A_clip_plays_in_real_time_and_ends()
    {
        var watch = Stopwatch.StartNew();
        var frames = await Captures.ReadAllAsync(Captures.Live("test://?seconds=2&fps=10&width=160&height=90"));

        Assert.InRange(watch.Elapsed.TotalSeconds, 1.7, 10);
        Assert.InRange(frames.Count, 1, 20);
        Assert.All(frames.Zip(frames.Skip(1)), pair => Assert.Equal(pair.Second.CapturedAtNs - pair.First.CapturedAtNs, pair.Second.PtsNs - pair.First.PtsNs));
    }

    [Fact]
    public async Task Late_frames_are_dropped_counted_and_keep_their_place_in_the_count()
    {
        await using var capture = Captures.Open(Captures.Live(TestAssets.Media("sign-language.mp4") + "?loop=true"));
        using var first = await capture.ReadFrameAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => capture.Counters.Captured >= 10, "ten frames are captured");
        using var next = await capture.ReadFrameAsync(TestContext.Current.CancellationToken);

        Assert.InRange(next!.Frame.Index, 8, 60);
        var counters = capture.Counters;
        Assert.Equal(2, counters.Delivered);
        Assert.InRange(counters.DroppedLate, next.Frame.Index - 1, counters.Captured - 2);
    }

    [Fact]
    public async Task With_all_frames_wanted_a_reader_that_pauses_loses_none()
    {
        var clip = Captures.Live(TestAssets.Media("faces-walk-pause.mp4") + "?loop=true");
        await using var capture = Captures.Open(clip with { Delivery = FrameDelivery.All });
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var indices = new List<long>();
        while (indices.Count < 60)
        {
            using var lease = await capture.ReadFrameAsync(deadline.Token);
            indices.Add(lease!.Frame.Index);
            // The mailbox is full and the decoder waits for this reader, which is less than a second behind.
            if (indices.Count != 20) continue;
            await Until.TrueAsync(() => capture.Counters.Captured - indices.Count > 8, "more frames have come than the mailbox holds");
        }
        Assert.Equal(Enumerable.Range(0, 60).Select(i => (long)i), indices);
        Assert.Equal(0, capture.Counters.DroppedLate + capture.Counters.DroppedOverload);
    }

    [Fact]
    public async Task A_frame_that_is_not_wanted_takes_no_wanted_ones_place()
    {
        await using var capture = Captures.Open(Captures.Live("test://?fps=60&width=64&height=48") with { Every = 20 });
        using var first = await capture.ReadFrameAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => capture.Counters.Captured >= 35, "frames behind the second wanted one have come");
        using var second = await capture.ReadFrameAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, (first!.Frame.Index % 20) + (second!.Frame.Index % 20));
        Assert.InRange(capture.Counters.NotWanted, 33, long.MaxValue);
        Assert.InRange(capture.Counters.DroppedLate, 0, (capture.Counters.Captured / 20) - 1); // of the wanted ones alone
    }

    [Fact]
    public async Task With_all_frames_wanted_a_source_that_is_not_encoded_loses_its_oldest_and_counts_them()
    {
        await using var capture = Captures.Open(Captures.Live("test://?fps=60&width=64&height=48") with { Delivery = FrameDelivery.All });
        using var first = await capture.ReadFrameAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => capture.Counters.DroppedLate >= 3, "the mailbox overflows");
        using var next = await capture.ReadFrameAsync(TestContext.Current.CancellationToken);
        Assert.InRange(next!.Frame.Index, 4, capture.Counters.Captured - 7);
    }

    [Fact]
    public async Task A_loop_goes_on_without_a_break_in_frames_and_fragments()
    {
        const int FramesInClip = 82;
        await using var capture = Captures.Open(Captures.Offline(TestAssets.Media("faces-walk-pause.mp4") + "?loop=true") with { Fragments = true });
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var fragments = new List<Fragment>();
        var reading = Task.Run(async () =>
        {
            await foreach (var fragment in capture.ReadFragmentsAsync(CancellationToken.None)) fragments.Add(fragment);
        });
        var pts = new List<long>();
        var sums = new List<long>();
        while (pts.Count < (3 * FramesInClip) + 1)
        {
            using var lease = await capture.ReadFrameAsync(deadline.Token);
            pts.Add(lease!.Frame.PtsNs);
            sums.Add(Checksum(lease.Frame.LumaBytes));
        }
        await capture.DisposeAsync();
        await reading;

        Assert.All(pts.Zip(pts.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 83_000_000, 84_000_000));
        Assert.Equal(sums.Take(FramesInClip), sums.Skip(FramesInClip).Take(FramesInClip));
        Assert.Equal(sums.Take(FramesInClip), sums.Skip(2 * FramesInClip).Take(FramesInClip));
        Assert.Single(fragments.Select(fragment => fragment.Session).Distinct());
        Assert.All(fragments.Zip(fragments.Skip(1)), pair => Assert.InRange(pair.First.StartNs + pair.First.DurationNs - pair.Second.StartNs, -20_000, 20_000));
        Assert.All(fragments.SkipLast(1), fragment => Assert.True(fragment.StartsWithKeyFrame));
    }

    [Fact]
    public async Task A_live_loop_keeps_real_time_and_makes_fragments()
    {
        await using var capture = Captures.Open(Captures.Live(TestAssets.Media("faces-walk-pause.mp4") + "?loop=true") with { Fragments = true });
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var before = DateTimeOffset.UtcNow;
        var fragments = new List<Fragment>();
        await foreach (var fragment in capture.ReadFragmentsAsync(deadline.Token))
        {
            fragments.Add(fragment);
            if (fragments.Count == 2) break;
        }

        var start = DateTimeOffset.UnixEpoch.AddTicks(fragments[0].StartNs / 100);
        Assert.InRange((start - before).TotalSeconds, -0.1, 3);
        Assert.Equal([24, 24], fragments.Select(fragment => fragment.FrameCount));
        Assert.Equal(CaptureState.Live, capture.State);
        using var frame = await capture.ReadFrameAsync(deadline.Token);
        Assert.InRange(DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch.AddTicks(frame!.Frame.CapturedAtNs / 100), TimeSpan.FromSeconds(-0.1), TimeSpan.FromSeconds(1));
    }

    private static long Checksum(ReadOnlySpan<byte> bytes)
    {
        long sum = 0;
        for (var i = 0; i < bytes.Length; i += 7) sum = (sum * 31) + bytes[i];
        return sum;
    }
}

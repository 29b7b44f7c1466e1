using FsCheck;
using FsCheck.Fluent;
using Shoreline.Cloud.Live;
using Shoreline.Cloud.Media;

namespace Shoreline.Cloud.Tests.Media;

public sealed class LivePlaylistTests
{
    private const long StartNs = 1_790_000_000 * Samples.SecondNs;
    private readonly ManualClock _clock = new();
    private readonly CameraTimeline _timeline;

    public LivePlaylistTests() => _timeline = new CameraTimeline(new CameraId(Samples.Device, Samples.Camera), _clock);

    [Fact]
    public void Before_the_first_fragment_there_is_no_playlist() => Assert.Null(LivePlaylist.Write(_timeline));

    [Fact]
    public void Each_segment_has_its_time_duration_and_initialisation()
    {
        Add(0, 1, 2);
        var segments = Playlist.Parse(LivePlaylist.Write(_timeline)!).Segments;
        Assert.Equal([0, 1, 2], segments.Select(segment => (segment.Time.ToUnixTimeMilliseconds() * 1_000_000 - StartNs) / Samples.SecondNs));
        Assert.All(segments, segment => Assert.Equal(("init/00d1.mp4", 1d), (segment.Init, segment.Seconds)));
    }

    [Fact]
    public void A_fragment_that_overtook_its_predecessor_waits_for_it()
    {
        Add(0, 2);
        Assert.Equal([0], Shown());
        Add(1);
        Assert.Equal([0, 1, 2], Shown());
    }

    [Fact]
    public void A_gap_is_shown_as_a_discontinuity_after_a_while_and_what_comes_too_late_is_left_out()
    {
        Add(0, 2);
        _clock.Advance(CameraTimeline.HoldFor);
        Assert.Equal([0, 2], Shown());
        Add(1, 3);
        Assert.Equal([0, 2, 3], Shown());
        var segments = Playlist.Parse(LivePlaylist.Write(_timeline)!).Segments;
        Assert.Equal([0, 1, 1], segments.Select(segment => segment.DiscontinuitySequence - segments[0].DiscontinuitySequence));
    }

    [Fact]
    public void A_new_session_is_a_discontinuity_with_its_own_initialisation()
    {
        Add(0, 1);
        _timeline.Add(Samples.Archived(2, StartNs + (10 * Samples.SecondNs), session: "s2", index: 0, digest: "00d2"));
        var segments = Playlist.Parse(LivePlaylist.Write(_timeline)!).Segments;
        Assert.Equal(["init/00d1.mp4", "init/00d1.mp4", "init/00d2.mp4"], segments.Select(segment => segment.Init));
        Assert.Equal([0, 0, 1], segments.Select(segment => segment.DiscontinuitySequence - segments[0].DiscontinuitySequence));
    }

    [Fact]
    public void The_target_duration_covers_the_longest_segment_and_never_falls()
    {
        _timeline.Add(Samples.Archived(0, StartNs, seconds: 3.6));
        for (var i = 1; i < 50; i++) Add(i + 3);
        Assert.Equal(4, Playlist.Parse(LivePlaylist.Write(_timeline)!).TargetSeconds);
    }

    [Fact]
    public void The_same_fragment_twice_is_one_segment()
    {
        Add(0, 1, 1, 0);
        Assert.Equal([0, 1], Shown());
    }

    [Fact]
    public void Numbers_go_on_growing_over_a_restart()
    {
        Add([.. Enumerable.Range(0, 200).Select(i => (long)i)]);
        var before = Playlist.Parse(LivePlaylist.Write(_timeline)!);
        var restarted = new CameraTimeline(new CameraId(Samples.Device, Samples.Camera), _clock);
        for (var i = 190; i < 200; i++) restarted.Add(At(i));
        var after = Playlist.Parse(LivePlaylist.Write(restarted)!);
        Assert.True(after.MediaSequence >= before.MediaSequence, $"{after.MediaSequence} after {before.MediaSequence}");
    }

    [Fact]
    public void Whatever_the_order_of_arrival_a_segment_never_changes_its_numbers_between_polls() => Prop.ForAll<byte[], PositiveInt>((arrivals, step) =>
    {
        var clock = new ManualClock();
        var timeline = new CameraTimeline(new CameraId(Samples.Device, Samples.Camera), clock);
        var seen = new Dictionary<string, (long, long)>();
        foreach (var sequence in arrivals)
        {
            timeline.Add(At(sequence % 64));
            clock.Advance(TimeSpan.FromMilliseconds(step.Get % 2000));
            if (LivePlaylist.Write(timeline) is not { } text) continue;
            var segments = Playlist.Parse(text).Segments;
            foreach (var segment in segments)
            {
                var numbers = (segment.MediaSequence, segment.DiscontinuitySequence);
                Assert.True(seen.TryAdd(segment.Uri, numbers) || seen[segment.Uri] == numbers, $"{segment.Uri} was {seen[segment.Uri]} and is {numbers}");
            }
            Assert.Equal(segments.Select(segment => segment.Time).Order(), segments.Select(segment => segment.Time));
        }
    }).QuickCheckThrowOnFailure();

    private static ArchivedFragment At(long sequence) => Samples.Archived(sequence, StartNs + (sequence * Samples.SecondNs));

    private void Add(params long[] sequences)
    {
        foreach (var sequence in sequences) _timeline.Add(At(sequence));
    }

    private IEnumerable<long> Shown() => _timeline.Tail(100).Segments.Select(segment => segment.Fragment.Record.Sequence);
}

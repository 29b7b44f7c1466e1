using Shoreline.Core.Records;
using Shoreline.Vision.Tracking;

namespace Shoreline.Vision.Tests.Tracking;

public sealed class TrackerTests
{
    private const long FrameNs = 40_000_000;

    private readonly DetectionList _found = new();
    private Tracker _tracker = new(new TrackerOptions());
    private long _nowNs = 1_000_000_000;

    [Fact]
    public void An_object_that_moves_keeps_its_number()
    {
        for (var i = 0; i < 100; i++) Assert.Equal([1L], Next(At(0.1f + (0.008f * i))));
    }

    [Fact]
    public void Two_that_pass_each_other_keep_their_numbers()
    {
        for (var i = 0; i < 80; i++)
        {
            var (left, right) = (0.1f + (0.01f * i), 0.8f - (0.01f * i));
            Assert.Equal([1L, 2L], Next(At(left, y: 0.3f), At(right, y: 0.38f)));
        }
    }

    [Fact]
    public void An_object_that_is_hidden_for_a_second_is_found_again_where_it_walked_to()
    {
        for (var i = 0; i < 25; i++) Next(At(0.1f + (0.006f * i)));
        for (var i = 25; i < 50; i++) Next();
        Assert.Equal([1L], Next(At(0.1f + (0.006f * 50))));
    }

    [Fact]
    public void An_object_that_is_away_for_longer_than_it_is_kept_is_another()
    {
        Next(At(0.4f));
        Next(At(0.4f));
        for (var i = 0; i < 60; i++) Next();
        Assert.Equal([2L], Next(At(0.4f)));
    }

    [Fact]
    public void A_slow_camera_is_enough_for_a_walker()
    {
        for (var i = 0; i < 20; i++) Assert.Equal([1L], Next(At(0.1f + (0.03f * i)), frameNs: 500_000_000)); // a third of its width in half a second
    }

    [Fact]
    public void A_fast_object_is_followed_though_its_boxes_do_not_overlap()
    {
        for (var i = 0; i < 9; i++) Assert.Equal([1L], Next(At(0.05f + (0.1f * i), width: 0.09f)));
    }

    [Fact]
    public void A_weak_score_goes_on_with_a_track_but_begins_none()
    {
        Assert.Equal([0L], Next(At(0.7f, score: 0.3f)));
        Next(At(0.3f));
        Assert.Equal([1L], Next(At(0.305f, score: 0.3f)));
        Assert.Equal([0L], Next(At(0.305f, score: 0.05f)));
    }

    [Fact]
    public void A_weak_score_wakes_no_track_that_was_not_seen_in_the_frame_before()
    {
        Next(At(0.3f));
        Next(At(0.3f));
        Next();
        Assert.Equal([0L], Next(At(0.3f, score: 0.3f)));
    }

    [Fact]
    public void Objects_of_different_labels_are_different_objects()
    {
        Next(At(0.3f));
        Assert.Equal([2L], Next(At(0.3f, label: "dog")));
    }

    [Fact]
    public void A_track_says_when_it_begins_that_it_lives_and_when_it_was_seen_last()
    {
        var changes = new List<TrackEvent>();
        for (var i = 0; i < 160; i++)
        {
            Next(At(0.3f));
            changes.AddRange(_tracker.Events);
        }
        var lastSeen = _nowNs;
        while (_tracker.Count > 0)
        {
            Next();
            changes.AddRange(_tracker.Events);
        }
        Assert.Equal([TrackChange.Begin, TrackChange.Update, TrackChange.End], changes.Select(change => change.Change));
        Assert.Equal((1L, 160, lastSeen), (changes[^1].Track, changes[^1].Looks, changes[^1].LastSeenNs));
        Assert.True(_nowNs - lastSeen > 2_000_000_000);
    }

    [Fact]
    public void What_flickers_once_says_nothing()
    {
        Next(At(0.3f));
        for (var i = 0; i < 5; i++)
        {
            Next();
            Assert.Empty(_tracker.Events);
        }
        Assert.Equal(0, _tracker.Count);
    }

    [Fact]
    public void While_nothing_moves_a_track_lives_on_and_its_object_is_found_again()
    {
        for (var i = 0; i < 10; i++) Next(At(0.3f + (0.01f * i)));
        var changes = new List<TrackEvent>();
        for (var i = 0; i < 25 * 60; i++)
        {
            _nowNs += FrameNs;
            _tracker.Rest(_nowNs);
            changes.AddRange(_tracker.Events);
        }
        Assert.All(changes, change => Assert.Equal(TrackChange.Update, change.Change));
        Assert.InRange(changes.Count, 11, 12); // as often as when it is looked at
        Assert.Equal((1, 10), (_tracker.Count, changes[^1].Looks));
        Assert.InRange(_nowNs - changes[^1].LastSeenNs, 0, 5_000_000_000); // it is there still
        Assert.Equal([1L], Next(At(0.39f)));
        Assert.Empty(_tracker.Events);
    }

    [Fact]
    public void What_was_seen_once_before_nothing_moved_counts_with_the_next_look()
    {
        Next(At(0.3f));
        for (var i = 0; i < 250; i++)
        {
            _nowNs += FrameNs;
            _tracker.Rest(_nowNs);
            Assert.Empty(_tracker.Events);
        }
        Assert.Equal([1L], Next(At(0.3f)));
        Assert.Equal(TrackChange.Begin, Assert.Single(_tracker.Events).Change);
    }

    [Fact]
    public void What_was_missed_once_before_nothing_moved_gets_a_look_before_it_ends()
    {
        Next(At(0.3f), At(0.7f));
        Next(At(0.3f), At(0.7f));
        Next(At(0.3f));
        Rest(250);
        Assert.Equal([1L, 2L], Next(At(0.3f), At(0.7f)));
        Next(At(0.3f));
        Rest(250);
        Assert.Equal([1L], Next(At(0.3f)));
        Assert.Equal(2, Assert.Single(_tracker.Events, change => change.Change == TrackChange.End).Track);

        void Rest(int frames)
        {
            for (var i = 0; i < frames; i++)
            {
                _nowNs += FrameNs;
                _tracker.Rest(_nowNs);
                Assert.DoesNotContain(_tracker.Events, change => change.Change == TrackChange.End);
            }
        }
    }

    [Fact]
    public void A_time_that_goes_back_ends_the_tracks_while_nothing_moves_too()
    {
        Next(At(0.3f));
        Next(At(0.3f));
        _tracker.Rest(0);
        Assert.Equal(TrackChange.End, Assert.Single(_tracker.Events).Change);
        Assert.Equal(0, _tracker.Count);
    }

    [Fact]
    public void The_end_of_the_source_ends_every_track()
    {
        Next(At(0.3f), At(0.7f));
        Next(At(0.3f), At(0.7f));
        _tracker.End();
        Assert.Equal([TrackChange.End, TrackChange.End], _tracker.Events.Select(change => change.Change));
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(3600)]
    public void A_time_that_jumps_ends_the_tracks_and_begins_new_ones(int seconds)
    {
        Next(At(0.3f));
        Next(At(0.3f));
        Assert.Equal([2L], Next(At(0.3f), frameNs: seconds * 1_000_000_000L));
        Assert.Equal([TrackChange.End], _tracker.Events.Select(change => change.Change));
        Assert.Equal([2L], Next(At(0.3f)));
    }

    [Fact]
    public void Boxes_that_are_none_get_no_number_and_disturb_nobody()
    {
        Next(At(0.3f));
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity, 0, -1, float.MaxValue })
        {
            var tracks = Next(At(0.3f), At(0.5f, width: bad), At(bad is 0 or -1 ? float.NaN : bad));
            Assert.Equal(1, tracks[0]);
            Assert.Equal(0, tracks[2]);
        }
    }

    [Fact]
    public void Ten_thousand_objects_are_followed_as_far_as_the_bound_goes()
    {
        _tracker = new Tracker(new TrackerOptions { MaxTracks = 300 });
        var crowd = Enumerable.Range(0, 10_000).Select(i => At(i % 100 / 100f, y: i / 100 / 100f, width: 0.005f)).ToArray();
        for (var frame = 0; frame < 3; frame++)
        {
            var tracks = Next(crowd);
            Assert.Equal(300, tracks.Count(track => track > 0));
        }
        Assert.True(_tracker.Unfollowed >= 3 * 9_700);
    }

    [Fact]
    public void Following_allocates_nothing()
    {
        void Round()
        {
            for (var i = 0; i < 50; i++)
            {
                _found.Clear();
                for (var k = 0; k < 20; k++)
                {
                    if ((i + k) % 7 != 0) _found.Add(At(0.05f * k, y: 0.002f * i), []);
                }
                _tracker.Update(_found, _nowNs += FrameNs);
            }
        }
        Round();
        Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Detection At(float x, float y = 0.3f, float width = 0.1f, float score = 0.9f, string label = "person") =>
        new(label, score, new Box(x, y, width, 0.3f));

    private long[] Next(params Detection[] detections) => NextAfter(FrameNs, detections);

    private long[] Next(Detection detection, long frameNs) => NextAfter(frameNs, detection);

    /// <returns>The numbers of the detections.</returns>
    private long[] NextAfter(long frameNs, params Detection[] detections)
    {
        _found.Clear();
        foreach (var detection in detections) _found.Add(detection, []);
        _tracker.Update(_found, _nowNs += frameNs);
        return [.. Enumerable.Range(0, detections.Length).Select(i => _found[i].Track)];
    }
}

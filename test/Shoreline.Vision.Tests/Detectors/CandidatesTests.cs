using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Core.Records;
using Shoreline.Vision.Detectors;

namespace Shoreline.Vision.Tests.Detectors;

public sealed class CandidatesTests
{
    [Fact]
    public void Of_overlapping_boxes_the_best_stays()
    {
        var candidates = new Candidates();
        candidates.Add(new Candidate(0.8f, new Box(1, 0, 10, 10), 0));
        candidates.Add(new Candidate(0.9f, new Box(0, 0, 10, 10), 1));
        candidates.Add(new Candidate(0.7f, new Box(30, 0, 10, 10), 2));
        candidates.Suppress(0.3f);
        Assert.Equal([1, 2], candidates.All.ToArray().Select(candidate => candidate.Cell));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void Boxes_of_different_classes_push_each_other_out_only_where_they_are_told_to(bool perClass, int stay)
    {
        var candidates = new Candidates();
        candidates.Add(new Candidate(0.8f, new Box(1, 0, 10, 10), 0, Label: 0));
        candidates.Add(new Candidate(0.9f, new Box(0, 0, 10, 10), 1, Label: 7));
        candidates.Suppress(0.3f, perClass);
        Assert.Equal(stay, candidates.Count);
    }

    [Theory]
    [InlineData(float.NaN, 0, 0, 1, 1)]
    [InlineData(float.PositiveInfinity, 0, 0, 1, 1)]
    [InlineData(0.9f, float.NaN, 0, 1, 1)]
    [InlineData(0.9f, 0, float.NegativeInfinity, 1, 1)]
    [InlineData(0.9f, 0, 0, float.PositiveInfinity, 1)]
    [InlineData(0.9f, 0, 0, 1e30f, 1e30f)] // an area that is no number
    [InlineData(0.9f, 0, 0, 0, 1)]
    [InlineData(0.9f, 0, 0, 1, -1)]
    [InlineData(0.9f, 0, 0, -1, -1)]
    public void What_is_not_finite_or_has_no_area_is_refused_and_counted(float score, float x, float y, float width, float height)
    {
        var candidates = new Candidates();
        candidates.Add(new Candidate(score, new Box(x, y, width, height), 0));
        Assert.Equal((0, 1L), (candidates.Count, candidates.Refused));
    }

    [Fact]
    public void Ten_thousand_boxes_take_bounded_time()
    {
        var candidates = new Candidates();
        void Suppress()
        {
            candidates.Clear();
            for (var i = 0; i < 10_000; i++)
            {
                candidates.Add(new Candidate((i * 7919 % 10_000) / 10_000f, new Box(i % 100 * 10, i / 100 * 10, 9, 9), i));
            }
            candidates.Suppress(0.3f);
        }
        Suppress();
        var started = Stopwatch.GetTimestamp();
        Suppress();
        Assert.Equal(1000, candidates.Count); // the best thousand: more are not compared
        Assert.True(
            Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1), "Ten thousand boxes that do not overlap took more than a second.");
    }

    [Fact]
    public void What_stays_is_sorted_and_does_not_overlap() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            var candidates = new Candidates(bytes.Length);
            for (var i = 0; i + 3 < bytes.Length; i += 4)
            {
                candidates.Add(new Candidate(bytes[i] / 255f, new Box(bytes[i + 1], bytes[i + 2], 1 + bytes[i + 3], 20), i));
            }
            candidates.Suppress(0.3f);
            var kept = candidates.All.ToArray();
            Assert.Equal(
                kept.OrderByDescending(candidate => candidate.Score).Select(candidate => candidate.Score),
                kept.Select(candidate => candidate.Score));
            foreach (var (one, other) in from one in kept from other in kept where one.Cell != other.Cell select (one, other))
            {
                Assert.True(one.Box.IoU(other.Box) <= 0.3f);
            }
        }).QuickCheckThrowOnFailure();
}

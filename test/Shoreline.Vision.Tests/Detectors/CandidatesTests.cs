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
        var candidates = new Candidates(8);
        candidates.Add(new Candidate(0.8f, new Box(1, 0, 10, 10), 0));
        candidates.Add(new Candidate(0.9f, new Box(0, 0, 10, 10), 1));
        candidates.Add(new Candidate(0.7f, new Box(30, 0, 10, 10), 2));
        candidates.Suppress(0.3f);
        Assert.Equal([1, 2], candidates.All.ToArray().Select(candidate => candidate.Cell));
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
            Assert.Equal(kept.OrderByDescending(candidate => candidate.Score).Select(candidate => candidate.Score), kept.Select(candidate => candidate.Score));
            foreach (var (one, other) in from one in kept from other in kept where one.Cell != other.Cell select (one, other))
            {
                Assert.True(one.Box.IoU(other.Box) <= 0.3f);
            }
        }).QuickCheckThrowOnFailure();
}

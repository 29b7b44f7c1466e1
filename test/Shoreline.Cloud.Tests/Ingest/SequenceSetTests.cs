using FsCheck;
using FsCheck.Fluent;
using Shoreline.Cloud.Ingest;

namespace Shoreline.Cloud.Tests.Ingest;

public sealed class SequenceSetTests
{
    [Fact]
    public void It_agrees_with_a_plain_set_whatever_is_added_and_removed() => Prop.ForAll<(byte First, byte Count, bool Add)[]>(steps =>
    {
        var (set, oracle) = (new SequenceSet(), new SortedSet<long>());
        foreach (var (first, count, add) in steps)
        {
            var range = new SequenceRange(first, first + (count % 20));
            var numbers = Enumerable.Range(first, (count % 20) + 1).Select(number => (long)number).ToList();
            Assert.Equal(numbers.Where(number => !oracle.Contains(number)), Numbers(set.Missing(range)));
            Assert.Equal(numbers.Where(oracle.Contains), Numbers(set.Present(range)));
            if (add)
            {
                set.Add(range);
                oracle.UnionWith(numbers);
            }
            else
            {
                set.Remove(range);
                oracle.ExceptWith(numbers);
            }
            Assert.Equal(oracle, Numbers(set.Ranges));
            Assert.Equal(oracle.Count, set.Count);
            Assert.Equal(oracle.Contains(first), set.Contains(first));
            Assert.All(set.Ranges.Zip(set.Ranges.Skip(1)), pair => Assert.True(pair.First.Last + 1 < pair.Second.First, "neighbours are joined"));
        }
    }).QuickCheckThrowOnFailure();

    private static IEnumerable<long> Numbers(IEnumerable<SequenceRange> ranges) => ranges.SelectMany(Numbers);

    private static IEnumerable<long> Numbers(SequenceRange range)
    {
        for (var number = range.First; number <= range.Last; number++) yield return number;
    }
}

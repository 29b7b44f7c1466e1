using FsCheck;
using FsCheck.Fluent;
using Shoreline.Vision.Tracking;

namespace Shoreline.Vision.Tests.Tracking;

public sealed class AssignmentTests
{
    [Fact]
    public void The_sum_is_the_best_there_is()
    {
        var assignment = new Assignment(); // one for all: what an earlier problem left must not matter
        Prop.ForAll(Gen.Choose(0, 1 << 30).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (rows, columns) = (random.Next(0, 7), random.Next(0, 7));
            var gains = Fill(assignment, random, rows, columns);
            var solved = assignment.Solve();
            Assert.Equal(Best(gains, 0, 0), Sum(gains, solved), 4);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_column_is_given_twice_and_no_pair_is_worth_nothing()
    {
        var assignment = new Assignment();
        var random = new Random(5);
        foreach (var (rows, columns) in new[] { (100, 128), (128, 40), (300, 200), (1, 400) })
        {
            var gains = Fill(assignment, random, rows, columns);
            var solved = assignment.Solve();
            var taken = solved.ToArray().Where(column => column >= 0).ToList();
            Assert.Equal(taken.Count, taken.Distinct().Count());
            for (var row = 0; row < rows; row++) Assert.True(solved[row] < 0 || gains[row, solved[row]] > 0);
        }
    }

    [Fact]
    public void Beyond_the_exact_size_the_best_pair_comes_first()
    {
        var assignment = new Assignment();
        assignment.Reset(2, Assignment.MaxExact + 1);
        (assignment.Gain(0, 0), assignment.Gain(0, 1), assignment.Gain(1, 0)) = (0.9f, 0.8f, 0.7f);
        Assert.Equal([0, -1], assignment.Solve().ToArray());
    }

    private static float[,] Fill(Assignment assignment, Random random, int rows, int columns)
    {
        var gains = new float[rows, columns];
        assignment.Reset(rows, columns);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var gain = random.Next(3) == 0 ? 0 : (float)Math.Round(random.NextDouble(), random.Next(1, 4)); // many equal ones, many forbidden ones
                gains[row, column] = assignment.Gain(row, column) = gain;
            }
        }
        return gains;
    }

    private static float Sum(float[,] gains, ReadOnlySpan<int> columnOf)
    {
        var sum = 0f;
        for (var row = 0; row < columnOf.Length; row++) sum += columnOf[row] < 0 ? 0 : gains[row, columnOf[row]];
        return sum;
    }

    /// <summary>Every way to pair, tried.</summary>
    private static float Best(float[,] gains, int row, int taken)
    {
        if (row == gains.GetLength(0)) return 0;
        var best = Best(gains, row + 1, taken);
        for (var column = 0; column < gains.GetLength(1); column++)
        {
            if ((taken & (1 << column)) == 0) best = Math.Max(best, gains[row, column] + Best(gains, row + 1, taken | (1 << column)));
        }
        return best;
    }
}

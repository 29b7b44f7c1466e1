using Shoreline.Streams.Tests.Simulation;

namespace Shoreline.Streams.Tests;

/// <summary>
/// Random work on a store that is stopped at random calls of the file system, by power cut or kill, also while it recovers; after each stop what was promised is checked, and the work goes on.
/// </summary>
public sealed class CrashPointTests(ITestOutputHelper output)
{
    private const int OperationsPerSeed = 3000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Whatever_stops_the_store_promises_hold(int seed)
    {
        var workload = new CrashWorkload(seed);

        try { await workload.RunAsync(OperationsPerSeed); }
        finally { output.WriteLine($"seed {seed}: {workload.Summary}"); }

        Assert.True(workload.Stops > 100, $"only {workload.Stops} stops: the test does not test");
    }
}

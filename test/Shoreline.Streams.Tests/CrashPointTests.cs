using System.Diagnostics;
using Shoreline.Streams.Tests.Simulation;

namespace Shoreline.Streams.Tests;

/// <summary>
/// Work on a store that is stopped behind every call of the file system, by kill and by power cut, and stopped again while it recovers; each time all that was promised is checked.
/// How to see a failure again: Simulation/README.md.
/// </summary>
public sealed class CrashPointTests(ITestOutputHelper output)
{
    [Fact]
    public Task Whatever_call_stops_the_store_promises_hold() => RunAsync(operations: 10_000, leastCalls: 50_000, Setting.IsFull);

    [Fact]
    public Task Whatever_call_stops_a_recovery_promises_hold() => RunAsync(operations: 150, leastCalls: 1000, everyRecoveryCall: true);

    private async Task RunAsync(int operations, int leastCalls, bool everyRecoveryCall)
    {
        var watch = Stopwatch.StartNew();
        using var run = new CrashRun(Setting.Seed ?? 1, operations)
        {
            Choose = number => Setting.Call is not { } call || number == call,
            EveryRecoveryCall = everyRecoveryCall,
        };
        try { await run.RunAsync(); }
        finally { output.WriteLine($"{run.Summary}, {watch.Elapsed.TotalSeconds:N1} s"); }

        Assert.True(run.Calls >= leastCalls, $"only {run.Calls} calls: the test does not test");
        Assert.Equal(Enum.GetValues<DiskCall>().Where(call => call != DiskCall.Read), run.CallsByKind.Keys.Order()); // stopped at calls of every kind
    }
}

using System.Diagnostics;
using Shoreline.Streams.Tests.Simulation;

namespace Shoreline.Streams.Tests;

/// <summary>
/// Work on a store that is stopped behind every call of the file system, by kill and by power cut, and stopped again while it recovers; each time all that was promised is checked.
/// How to see a failure again: Simulation/README.md.
/// </summary>
public sealed class CrashPointTests(ITestOutputHelper output)
{
    private const int Sample = 3; // of the long run's points, one in so many; all where the environment asks for it

    [Fact]
    public async Task Whatever_call_stops_the_store_promises_hold()
    {
        var run = await RunAsync(operations: 2000, everyRecoveryCall: false);

        Assert.True(run.Calls > 10_000, $"only {run.Calls} calls: the test does not test");
        Assert.Equal(Enum.GetValues<DiskCall>().Where(call => call != DiskCall.Read), run.CallsByKind.Keys.Order()); // stopped at calls of every kind
    }

    [Fact]
    public Task Whatever_call_stops_a_recovery_promises_hold() => RunAsync(operations: 60, everyRecoveryCall: true);

    [Fact]
    public Task Whatever_call_stops_the_store_late_in_a_long_run_promises_hold()
    {
        var seed = Setting.Seed ?? 1;
        return RunAsync(10_000, everyRecoveryCall: false, seed, number => Setting.IsFull || (number + seed) % Sample == 0);
    }

    private async Task<CrashRun> RunAsync(int operations, bool everyRecoveryCall, int? seed = null, Func<int, bool>? choose = null)
    {
        var watch = Stopwatch.StartNew();
        using var run = new CrashRun(seed ?? Setting.Seed ?? 1, operations)
        {
            Choose = number => Setting.Call is { } call ? number == call : choose?.Invoke(number) ?? true,
            EveryRecoveryCall = everyRecoveryCall,
        };
        try { await run.RunAsync(); }
        finally { output.WriteLine($"{run.Summary}, {watch.Elapsed.TotalSeconds:N1} s"); }
        return run;
    }
}

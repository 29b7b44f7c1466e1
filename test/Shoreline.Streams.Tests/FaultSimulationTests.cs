using System.Collections.Concurrent;
using System.Diagnostics;
using Shoreline.Streams.Tests.Simulation;

namespace Shoreline.Streams.Tests;

/// <summary>Thousands of short runs, each from a seed, on a disk that fails in every way and a clock that jumps. How to see a failure again: Simulation/README.md.</summary>
public sealed class FaultSimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 2000;
    private const int MostFailuresTold = 5;

    [Fact]
    public async Task Whatever_the_disk_and_the_clock_do_promises_hold()
    {
        var watch = Stopwatch.StartNew();
        var failures = new ConcurrentBag<(int Seed, string What)>();
        var struck = new ConcurrentDictionary<string, int>();
        var (first, count) = Setting.Seed is { } only ? (only, 1) : (Setting.FirstSeed, Setting.IsFull ? 10 * Seeds : Seeds);

        await Parallel.ForEachAsync(Enumerable.Range(first, count), TestContext.Current.CancellationToken, async (seed, _) =>
        {
            var run = new FaultRun(seed);
            try { await run.RunAsync(); }
            catch (Exception e) { failures.Add((seed, $"seed {seed} ({run.Summary}): {e}\n{string.Join('\n', run.LastMessages)}")); }
            foreach (var (fault, times) in run.Struck) struck.AddOrUpdate($"{fault}", times, (_, sum) => sum + times);
            if (run.Reopened > 0) struck.AddOrUpdate("Reopened", run.Reopened, (_, sum) => sum + run.Reopened);
            foreach (var (mishap, times) in run.Mishaps) struck.AddOrUpdate($"{mishap}", times, (_, sum) => sum + times);
        });

        output.WriteLine($"{count} seeds from {first}, {watch.Elapsed.TotalSeconds:N1} s: {string.Join(", ", struck.OrderBy(kind => kind.Key).Select(kind => $"{kind.Key} {kind.Value}"))}");
        Assert.True(failures.IsEmpty, $"{failures.Count} of {count} seeds:\n{string.Join('\n', failures.OrderBy(failure => failure.Seed).Take(MostFailuresTold).Select(failure => failure.What))}");
        if (count > 1) Assert.Empty(Enum.GetNames<Fault>().Where(name => name != nameof(Fault.None)).Concat(Enum.GetNames<Mishap>()).Append("Reopened").Except(struck.Keys)); // each kind struck
    }

    [Fact]
    public async Task A_seed_gives_the_same_run_each_time()
    {
        foreach (var seed in Enumerable.Range(1, 20)) Assert.Equal(await TraceAsync(seed), await TraceAsync(seed));
    }

    private static async Task<string> TraceAsync(int seed)
    {
        var run = new FaultRun(seed);
        await run.RunAsync();
        var disk = run.Disk.AllFiles("/").Select(path => $"{path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(run.Disk.Find(path).Content))}");
        return $"{run.Summary}\n{string.Join('\n', disk)}";
    }
}

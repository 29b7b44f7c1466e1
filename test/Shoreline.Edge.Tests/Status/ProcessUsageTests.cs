using System.Diagnostics;
using Shoreline.Core.Processes;
using Shoreline.Edge.Page;
using Shoreline.Edge.Tests.Runtime;

namespace Shoreline.Edge.Tests.Status;

/// <summary>Memory and processor time of what a component started, against processes that take some.</summary>
public sealed class ProcessUsageTests
{
    private readonly SteppedClock _clock = new();

    [Fact]
    public async Task A_process_counts_with_all_that_it_started()
    {
        // A shell that does nothing, and below it one that never rests. It prints when both are there.
        using var shell = ChildProcess.Start(new("sh", ["-c", "sh -c 'echo there; while :; do :; done' & wait"]) { RedirectStandardOutput = true });
        try
        {
            Assert.Equal("there", await shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            var usage = new ProcessUsage(_clock);
            var first = usage.Of(shell.Id)!;
            Assert.Null(first.Cpu);
            Assert.InRange(first.MemoryBytes, 100_000, 100 << 20);

            Usage? later = null;
            await Until.TrueAsync(() =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1)); // in it the busy shell got a share of the time that went by between two looks
                return (later = usage.Of(shell.Id))?.Cpu > 0;
            }, "processor time of the shell below");
            Assert.True(later!.MemoryBytes > usage.Of(ChildOf(shell.Id))!.MemoryBytes); // both of them
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void A_reading_serves_all_that_ask_within_a_second()
    {
        var usage = new ProcessUsage(_clock);
        Assert.NotNull(usage.Of(Environment.ProcessId));
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Null(usage.Of(Environment.ProcessId)!.Cpu); // still the first
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.NotNull(usage.Of(Environment.ProcessId)!.Cpu);
    }

    [Fact]
    public void A_process_that_has_ended_takes_nothing()
    {
        using var ended = ChildProcess.Start(new ProcessStartInfo("true"));
        ended.WaitForExit();
        Assert.Null(new ProcessUsage(_clock).Of(ended.Id));
    }

    private static int ChildOf(int parent) => int.Parse(File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
}

using System.Globalization;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime.Logs;
using static Shoreline.Edge.Tests.Runtime.RuntimeFixture;

namespace Shoreline.Edge.Tests.Runtime;

/// <summary>Components that write faster than a log is to take: docs/formats/component-log.md.</summary>
public sealed class FloodTests
{
    private readonly SteppedClock _clock = new();

    [Fact]
    public void A_burst_is_free_and_what_is_above_the_rate_waits_its_time()
    {
        var allowance = new OutputAllowance(new OutputLimit(BytesPerSecond: 1000, BurstBytes: 4000), _clock);

        Assert.Equal(TimeSpan.Zero, allowance.Take(4000));
        Assert.Equal(TimeSpan.FromMilliseconds(500), allowance.Take(500));
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(TimeSpan.FromMilliseconds(100), allowance.Take(100));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, allowance.Take(4000)); // and no more, however long the pause was
        Assert.Equal(TimeSpan.FromSeconds(1), allowance.Take(1000));
    }

    [Fact]
    public void Short_lines_are_charged_what_their_entries_take() => Assert.Equal(4096 + (2048 * 128), OutputAllowance.CostOf(4096, 2048));

    [Fact]
    public async Task A_component_that_floods_waits_and_none_of_its_lines_is_lost()
    {
        var log = new TextLog();
        await using var edge = await StartAsync(options => options with { Output = new OutputLimit(BytesPerSecond: 1 << 20, BurstBytes: 64 << 10), Logger = log });

        // 20,000 lines of 6 bytes: 2.7 MB of log at 1 MiB a second. What stands in the pipe at the end is more than the allowance.
        await edge.ApplyAsync(Step("floods", "Run", "seq -f %05g 1 20000"));
        await edge.UntilAsync("floods", LifecycleState.Finished);

        var numbers = AllLines(edge, "floods").Where(line => line.Contains(": stdout. ", StringComparison.Ordinal)).Select(line => line.Split(": stdout. ")[1][..5]);
        Assert.Equal(Enumerable.Range(1, 20_000).Select(number => number.ToString("D5", CultureInfo.InvariantCulture)), numbers);
        Assert.Single(log.Lines, line => line.StartsWith("Component floods writes more than 1,048,576 bytes of log a second in its Run step", StringComparison.Ordinal));
        Assert.Single(log.Lines, line => line.StartsWith("Component floods: what its Run step wrote too fast was held back for ", StringComparison.Ordinal));
        Assert.Single(AllLines(edge, "floods"), line => line.Contains("Output is read no faster than 1048576 bytes of log a second", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_flood_without_end_holds_the_bounds_of_the_files_and_is_stopped_as_any_other()
    {
        var log = new TextLog(LogLevel.Warning);
        var settings = new LoggingSettings(new LogOptions { FileBytes = 100 << 10, TotalBytes = 400 << 10 });
        await using var edge = await StartAsync(options => options with { Logs = settings, Logger = log });
        await edge.ApplyAsync(Step("floods", "Run", "exec yes"));
        await Until.TrueAsync(() => Files(edge, "floods").Length > 3, "files to be turned over");

        await edge.Runtime.RetainAsync([], TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        var files = Files(edge, "floods");
        Assert.All(files, file => Assert.True(new FileInfo(file).Length <= 100 << 10));
        Assert.True(files.Sum(file => new FileInfo(file).Length) <= 400 << 10);
    }

    [Fact]
    public async Task A_script_is_logged_with_its_first_characters_only()
    {
        await using var edge = await StartAsync();

        await edge.ApplyAsync(Step("long", "Install", $"echo begun; # {new string('x', 90_000)}"));

        var start = Assert.Single(AllLines(edge, "long"), line => line.Contains("shell-runner-start", StringComparison.Ordinal));
        Assert.Contains("command=[\"sh\", \"-c\", \"echo begun; # xxx", start, StringComparison.Ordinal);
        Assert.Contains("x… (90014 characters)\"]", start, StringComparison.Ordinal);
        Assert.InRange(start.Length, 1024, 1400);
        Assert.Contains("stdout. begun.", edge.Log("long"), StringComparison.Ordinal); // and run whole
    }

    [Fact]
    public async Task A_dependency_that_no_deployment_brings_is_told_of()
    {
        var log = new TextLog();
        await using var edge = await StartAsync(options => options with { Logger = log });
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var applied = edge.Runtime.ApplyAsync([Record("waits", "{'Run':'sleep 1000'}", "1.0.0", "nowhere")], impatient.Token);
        await edge.UntilAsync("waits", LifecycleState.Installed);

        Assert.Single(log.Lines, "Component waits waits for nowhere, which is not there");
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => applied);
    }

    private static string[] Files(RuntimeFixture edge, string component) => Directory.GetFiles(Path.Combine(edge.Root, "logs"), component + "*.log");

    private static IEnumerable<string> AllLines(RuntimeFixture edge, string component) =>
        Files(edge, component).OrderBy(file => file.EndsWith($"{component}.log", StringComparison.Ordinal))
            .ThenBy(file => int.TryParse(Path.GetFileNameWithoutExtension(file).Split('_')[^1], CultureInfo.InvariantCulture, out var number) ? number : 0)
            .SelectMany(File.ReadLines);
}

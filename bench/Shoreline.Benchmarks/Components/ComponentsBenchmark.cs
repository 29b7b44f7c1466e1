using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Shoreline.Benchmarks.Many;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Runtime;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Benchmarks.Components;

/// <summary><c>components [COUNT [SECONDS]]</c>: what it costs to run many components that do nothing.</summary>
/// <remarks>Each is one <c>sleep</c>; its own memory and time are not counted, the runtime's are.</remarks>
internal static class ComponentsBenchmark
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var count = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 200;
        var seconds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 10;
        using var scratch = new Scratch(null);
        Console.WriteLine(Machine.Describe(scratch.Path));
        Line.Print([
            .. await MeasureAsync(count, seconds, scratch.Path, useControlGroups: true),
            .. await MeasureAsync(count, seconds, scratch.Path, useControlGroups: false),
        ]);
        return 0;
    }

    private static async Task<List<Line>> MeasureAsync(int count, int seconds, string folder, bool useControlGroups)
    {
        var what = $"{count} components, {(useControlGroups ? "control groups" : "marked processes")}";
        var before = ProcessAccount.Take();
        var watch = Stopwatch.StartNew();
        var runtime = await ComponentRuntime.StartAsync(new ComponentRuntimeOptions
        {
            Root = Path.Combine(folder, useControlGroups ? "groups" : "marks"),
            Values = () => new RuntimeValues { ThingName = "gw-01", SocketPath = Path.Combine(folder, "ipc.socket"), NucleusVersion = "2.12.0" },
            Defaults = () => new RunDefaults(Environment.UserName),
            UseControlGroups = useControlGroups,
            SettleTime = TimeSpan.Zero, // counted is when they run, not that they go on doing so
        });
        await using (runtime.ConfigureAwait(false))
        {
            await ApplyAsync(runtime, [Sleeper(0)]);
            var first = watch.Elapsed;
            await ApplyAsync(runtime, [.. Enumerable.Range(0, count).Select(Sleeper)]);
            var all = watch.Elapsed;
            GC.Collect();
            await Task.Delay(TimeSpan.FromSeconds(1));
            var processor = Environment.CpuUsage.TotalTime;
            watch.Restart();
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            var share = (Environment.CpuUsage.TotalTime - processor) / watch.Elapsed;
            var account = ProcessAccount.Take();
            watch.Restart();
            await runtime.DisposeAsync();
            return
            [
                new Line($"{what}: first one runs after, ms", $"{first.TotalMilliseconds:N0}", "<= 1,000"),
                new Line($"{what}: all run after, ms", $"{all.TotalMilliseconds:N0}"),
                new Line($"{what}: idle, part of one core", $"{share:P2}", "<= 2 %"),
                new Line($"{what}: resident memory, threads, open files", $"{Describe(account)}; before: {Describe(before)}"),
                new Line($"{what}: all stopped after, ms", $"{watch.Elapsed.TotalMilliseconds:N0}"),
            ];
        }
    }

    private static string Describe(ProcessAccount account) => $"{account.MemoryBytes / 1e6:N0} MB; {account.Threads}; {account.Files}";

    private static async Task ApplyAsync(ComponentRuntime runtime, ComponentRecord[] records)
    {
        var outcome = await runtime.ApplyAsync(records, CancellationToken.None);
        if (outcome.Broken is not null) throw new InvalidOperationException($"{outcome.Broken}: {outcome.Reason}");
    }

    private static ComponentRecord Sleeper(int number) => new()
    {
        Name = $"com.example.Sleeper{number}",
        Version = "1.0.0",
        Type = ComponentType.Generic,
        Lifecycle = new JsonObject { ["Run"] = "exec sleep 100000" },
    };
}

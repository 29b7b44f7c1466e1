using System.Globalization;

namespace Shoreline.Benchmarks.Gateway;

/// <summary><c>nucleus [PROGRAM [ROUNDS [SECONDS]]]</c>: how soon a gateway's first component runs, and what its process keeps in memory when nothing is asked of it.</summary>
/// <remarks>
/// Each round starts the gateway anew on a root where one small component is deployed: the gateway, its broker, its streams, the local page. Its children have memory of their own, which is
/// not counted. Memory is read after it has settled, and once more after its page was looked at.
/// </remarks>
internal static class NucleusBenchmark
{
    private const double GoalMs = 1000;
    private const double GoalMegabytes = 60;
    private const int ShownMaps = 12;

    private static readonly string[] PagePaths = ["/", "/api/status", "/api/streams", "/api/cameras"];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var program = arguments.Length > 0 ? Path.GetFullPath(arguments[0]) : await RunningGateway.LauncherAsync();
        var rounds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 3;
        var settle = TimeSpan.FromSeconds(arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 20);
        using var scratch = new Scratch(null);
        Console.WriteLine(Machine.Describe(scratch.Path));
        Line.Print(await MeasureAsync(program, rounds, settle, scratch.Path));
        return 0;
    }

    private static async Task<List<Line>> MeasureAsync(string program, int rounds, TimeSpan settle, string folder)
    {
        var root = Path.Combine(folder, "root");
        var component = ComponentFolder.Write(folder, count: 1, artifacts: []);
        TimeSpan fresh;
        await using (var gateway = RunningGateway.Start(program, root))
        {
            fresh = await gateway.SaysAsync(" is RUNNING"); // its broker
            await gateway.SaysAsync("Deployment ", "SUCCESSFUL");
            await gateway.DeployAsync(component);
        }
        var measured = new List<Round>();
        for (var i = 0; i < rounds; i++) measured.Add(await RoundAsync(program, root, component.Names[0], settle));
        return Describe(fresh, measured, settle);
    }

    private static async Task<Round> RoundAsync(string program, string root, string component, TimeSpan settle)
    {
        await using var gateway = RunningGateway.Start(program, root);
        var running = await gateway.SaysAsync(component, " is RUNNING");
        await Task.Delay(settle);
        var idle = MemoryMap.Read(gateway.Id);
        using var http = new HttpClient { BaseAddress = gateway.Page };
        foreach (var path in PagePaths)
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            answer.EnsureSuccessStatusCode();
        }
        await Task.Delay(settle);
        return new Round(running, idle, MemoryMap.Read(gateway.Id));
    }

    private static List<Line> Describe(TimeSpan fresh, List<Round> rounds, TimeSpan settle)
    {
        var idle = rounds.OrderBy(round => round.Idle.Resident).ElementAt(rounds.Count / 2).Idle;
        return
        [
            new Line("nucleus: from its start until its component runs, ms", Spread(rounds, round => round.Running.TotalMilliseconds, "N0"), $"<= {GoalMs:N0}"),
            new Line("nucleus, first start on an empty root: until its broker runs, ms", $"{fresh.TotalMilliseconds:N0}", $"<= {GoalMs:N0}"),
            new Line($"nucleus, idle for {settle.TotalSeconds:N0} s: resident memory, MB", Spread(rounds, round => round.Idle.Resident / 1e6, "N1"), $"<= {GoalMegabytes:N0}"),
            new Line("nucleus, the same after its page was looked at, MB", Spread(rounds, round => round.Looked.Resident / 1e6, "N1")),
            new Line("nucleus, idle: anonymous, mapped files, the runtime's shared memory, MB", $"{Megabytes(idle.Anonymous)}; {Megabytes(idle.Files)}; {Megabytes(idle.Shared)}"),
            new Line("nucleus, idle: not shared with another process; with shares of what is, MB", $"{Megabytes(idle.Private)}; {Megabytes(idle.Proportional)}"),
            new Line("nucleus, idle: threads", $"{idle.Threads}"),
            .. idle.Groups.Select(group => new Line($"nucleus, idle: {group.What}, MB", Megabytes(group.Bytes))),
            .. idle.Largest.Take(ShownMaps).Select(map => new Line($"nucleus, idle: `{map.What}`, MB", Megabytes(map.Bytes))),
        ];
    }

    private static string Spread(List<Round> rounds, Func<Round, double> value, string format) => new Spread(rounds.Select(value)).ToText(format);

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture);

    private sealed record Round(TimeSpan Running, MemoryMap Idle, MemoryMap Looked);
}

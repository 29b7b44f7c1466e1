using System.Diagnostics;
using System.Globalization;

namespace Shoreline.Benchmarks.Gateway;

/// <summary><c>deployment [PROGRAM [ROUNDS [FOLDER]]]</c>: five small components deployed to a running gateway by <c>shoreline deployment create</c>.</summary>
/// <remarks>Time is from the command's start to its end, which waits for success; bytes are what the gateway's process wrote to the disk, and what its root has grown by.</remarks>
internal static class DeploymentBenchmark
{
    private const int Components = 5;
    private const double GoalSeconds = 5;
    private const double GoalRatio = 2;

    private static readonly int[] Artifacts = [1 << 20, 10_000, 10_000, 10_000];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var program = arguments.Length > 0 ? Path.GetFullPath(arguments[0]) : await RunningGateway.LauncherAsync();
        var rounds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 3;
        using var scratch = new Scratch(arguments.Length > 2 ? arguments[2] : null);
        Console.WriteLine(Machine.Describe(scratch.Path));
        var measured = new List<Round>();
        for (var i = 0; i < rounds; i++) measured.Add(await RoundAsync(program, Path.Combine(scratch.Path, $"round{i}")));
        Line.Print(Describe(measured));
        return 0;
    }

    private static async Task<Round> RoundAsync(string program, string folder)
    {
        var components = ComponentFolder.Write(folder, Components, Artifacts);
        await using var gateway = RunningGateway.Start(program, Path.Combine(folder, "root"));
        await gateway.SaysAsync("Deployment ", "SUCCESSFUL"); // of what the gateway itself runs
        var (written, stored) = (Written(gateway.Id), Stored(gateway.Root));
        var watch = Stopwatch.StartNew();
        await gateway.DeployAsync(components);
        return new Round(watch.Elapsed, Written(gateway.Id) - written, Stored(gateway.Root) - stored, components.ArtifactBytes);
    }

    private static List<Line> Describe(List<Round> rounds)
    {
        var what = $"deployment of {Components} components, {rounds[0].ArtifactBytes / 1e6:N1} MB of artifacts";
        return
        [
            new Line($"{what}: from the command to its success, s", Spread(rounds, round => round.Took.TotalSeconds, "N2"), $"<= {GoalSeconds:N0}"),
            new Line($"{what}: bytes that the gateway wrote, against the artifacts'", Spread(rounds, round => (double)round.Written / round.ArtifactBytes, "N2"), $"<= {GoalRatio:N0}"),
            new Line($"{what}: bytes that its root has grown by, against the artifacts'", Spread(rounds, round => (double)round.Stored / round.ArtifactBytes, "N2"), $"<= {GoalRatio:N0}"),
        ];
    }

    private static string Spread(List<Round> rounds, Func<Round, double> value, string format) => new Spread(rounds.Select(value)).ToText(format);

    /// <summary>Bytes that a process has caused to go to the disk, in whole pages; what it deleted before it went there is among them.</summary>
    private static long Written(int processId)
    {
        const string key = "write_bytes: ";
        var line = File.ReadLines($"/proc/{processId}/io").First(line => line.StartsWith(key, StringComparison.Ordinal));
        return long.Parse(line[key.Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>Bytes that the disk gives to a folder's files: a file with two names counts once.</summary>
    private static long Stored(string folder)
    {
        using var du = Children.Start("du", ["--summarize", "--block-size=1", folder], "coreutils");
        var text = du.StandardOutput.ReadToEnd();
        return long.Parse(text.Split('\t')[0], CultureInfo.InvariantCulture);
    }

    private sealed record Round(TimeSpan Took, long Written, long Stored, long ArtifactBytes);
}

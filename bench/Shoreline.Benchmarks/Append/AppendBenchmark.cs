using System.Globalization;

namespace Shoreline.Benchmarks.Append;

/// <summary>
/// <c>append [RECORDS [ROUNDS [FOLDER]]]</c>: a durable stream against the least that could be done, the same bytes written and flushed in batches of the same size by a bare loop. Both run in turns,
/// ten each in a round, so that a disk which changes its mind meets both.
/// </summary>
/// <remarks>The bare loop has no checksums, no hand-over between threads and no index: what a ratio below 1 misses is what they cost and is not hidden behind the flush.</remarks>
internal static class AppendBenchmark
{
    private const int Many = 64;
    private const int LoneShare = 50; // one at a time each waits for a flush of its own

    public static async Task<int> RunAsync(string[] arguments)
    {
        var records = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100_000;
        var rounds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 7;
        using var scratch = new Scratch(arguments.Length > 2 ? arguments[2] : null);
        Console.WriteLine(Machine.Describe(scratch.Path));
        Line.Print(await MeasureAsync(records, rounds, scratch.Path));
        return 0;
    }

    public static async Task<List<Line>> MeasureAsync(int records, int rounds, string folder) =>
    [
        .. await MeasureAsync(records, Many, rounds, folder, goal: 0.9),
        .. await MeasureAsync(records / LoneShare, 1, rounds, folder, goal: 0.85),
    ];

    private static async Task<List<Line>> MeasureAsync(int records, int appenders, int rounds, string folder, double goal)
    {
        var measured = new List<AppendRound>();
        for (var i = 0; i <= rounds; i++)
        {
            var path = Path.Combine(folder, $"append-{appenders}-{i}");
            var round = await AppendRound.MeasureAsync(path, records, appenders);
            Directory.Delete(path, recursive: true);
            if (i > 0) measured.Add(round); // the first one compiles and warms up
        }
        Spread Of(Func<AppendRound, double> value) => new(measured.Select(value));
        var what = $"append, durable, 1 KiB, {(appenders == 1 ? "one at a time" : $"{appenders} appenders")}";
        return
        [
            new Line($"{what}, against a bare loop", Of(r => r.Ratio).ToText("N2"), $">= {goal}"),
            new Line(
                $"{what}: records/s, the bare loop's, records a flush",
                $"{Of(r => r.AppendRate).ToText("N0")}; {Of(r => r.BareRate).ToText("N0")}; {Of(r => r.BatchRecords).Median:N1}"),
            new Line($"{what}: managed allocation, bytes a record", Of(r => r.Allocation).ToText("N3"), "0"),
        ];
    }
}

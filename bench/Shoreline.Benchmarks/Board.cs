using Shoreline.Benchmarks.Append;
using Shoreline.Benchmarks.Many;
using Shoreline.Benchmarks.Open;
using Shoreline.Benchmarks.Protocol;
using Shoreline.Benchmarks.Read;

namespace Shoreline.Benchmarks;

/// <summary><c>board [FOLDER]</c>: all about streams with modest sizes, in some five minutes, as one table.</summary>
internal static class Board
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        using var scratch = new Scratch(arguments.Length > 0 ? arguments[0] : null);
        (string Name, Func<Task<List<Line>>> Measure)[] measurements =
        [
            ("append", () => AppendBenchmark.MeasureAsync(50_000, rounds: 5, scratch.Path)),
            ("read", () => ReadBenchmark.MeasureAsync(100_000, rounds: 31, scratch.Path)),
            ("protocol", () => ProtocolBenchmark.MeasureAsync(rounds: 5, scratch.Path)),
            ("open", () => OpenBenchmark.MeasureAsync(10_000_000, payloadBytes: 128, scratch.Path)),
            ("many", () => ManyBenchmark.MeasureAsync(streams: 1000, seconds: 8, scratch.Path)),
        ];
        var lines = new List<Line>();
        foreach (var (name, measure) in measurements)
        {
            Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {name}");
            lines.AddRange(await measure());
        }
        Console.WriteLine(Machine.Describe(scratch.Path));
        Line.Print(lines);
        return 0;
    }
}

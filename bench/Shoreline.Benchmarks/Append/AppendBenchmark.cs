using System.Globalization;

namespace Shoreline.Benchmarks.Append;

/// <summary>
/// A durable stream against the least that could be done: the same bytes written and flushed in batches of the same size by a bare loop, and read back by one. Both run in turns, several times, so that a disk
/// which changes its mind meets both.
/// </summary>
internal static class AppendBenchmark
{
    private const int Rounds = 7;
    private const double AppendBudget = 0.9;
    private const double ReadBudget = 0.8;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var records = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100_000;
        var appenders = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 256;
        var parent = arguments.Length > 2 ? arguments[2] : Path.GetTempPath();
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"shoreline-bench-{Environment.ProcessId}")).FullName;
        try
        {
            var rounds = new List<Round>();
            for (var i = 0; i <= Rounds; i++)
            {
                var round = await Round.MeasureAsync(Path.Combine(folder, $"{i}"), records, appenders);
                if (i > 0) rounds.Add(round); // the first one compiles and warms up
            }
            Report(rounds, records, appenders, folder);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Report(List<Round> rounds, int records, int appenders, string folder)
    {
        Spread Of(Func<Round, double> value) => new(rounds.Select(value));
        Console.WriteLine(Machine.Describe(folder));
        Console.WriteLine($"{records:N0} records of {Round.PayloadBytes:N0} bytes, durable, {appenders} appenders; median (least to most) of {Rounds} rounds");
        Console.WriteLine($"  records in a flush      {Of(r => r.BatchRecords).ToText("N1")}");
        Console.WriteLine($"  append, records/s       {Of(r => r.AppendRate).ToText("N0")}");
        Console.WriteLine($"  bare loop, records/s    {Of(r => r.BareWriteRate).ToText("N0")}");
        Console.WriteLine($"  append ratio            {Of(r => r.AppendRate / r.BareWriteRate).ToText("N2")}   budget {AppendBudget}");
        Console.WriteLine($"  read, MB/s              {Of(r => r.ReadRate).ToText("N0")}");
        Console.WriteLine($"  bare read, MB/s         {Of(r => r.BareReadRate).ToText("N0")}");
        Console.WriteLine($"  read ratio              {Of(r => r.ReadRate / r.BareReadRate).ToText("N2")}   budget {ReadBudget}");
        Console.WriteLine($"  allocated, bytes/record append {Of(r => r.AppendAllocation).ToText("N3")}, read {Of(r => r.ReadAllocation).ToText("N3")}   budget 0");
    }
}

namespace Shoreline.Benchmarks;

/// <summary>One row of the board.</summary>
/// <param name="Seen">Median, and least to most over the rounds.</param>
/// <param name="Goal">Empty where the figure is only for the reader.</param>
internal sealed record Line(string What, string Seen, string Goal = "")
{
    /// <summary>Prints rows as a table in Markdown.</summary>
    public static void Print(IEnumerable<Line> lines)
    {
        Console.WriteLine("| what | seen | goal |");
        Console.WriteLine("| --- | --- | --- |");
        foreach (var line in lines) Console.WriteLine($"| {line.What} | {line.Seen} | {line.Goal} |");
    }
}

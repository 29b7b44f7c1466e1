namespace Shoreline.Benchmarks;

/// <summary>One row of the board.</summary>
/// <param name="Seen">Median, and least to most over the rounds.</param>
/// <param name="Goal">Empty where the figure is only for the reader.</param>
internal sealed record Line(string What, string Seen, string Goal = "")
{
    private const string Head = "| what | seen | goal |";
    private const string Rule = "| --- | --- | --- |";

    /// <summary>Prints rows as a table in Markdown.</summary>
    public static void Print(IEnumerable<Line> lines)
    {
        PrintHead();
        foreach (var line in lines) PrintRow(line);
    }

    public static void PrintRow(Line line) => Console.WriteLine($"| {line.What} | {line.Seen} | {line.Goal} |");

    public static void PrintHead()
    {
        Console.WriteLine(Head);
        Console.WriteLine(Rule);
    }

    /// <summary>Whether a printed line is one of a table's rows.</summary>
    public static bool IsRow(string text) => text.StartsWith('|') && text is not (Head or Rule);
}

namespace Shoreline.Benchmarks;

/// <summary><c>board [FOLDER]</c>: all about streams and IPC with modest sizes, in some five minutes, as one table. Each in a process of its own, so that none meets what another left in memory.</summary>
internal static class Board
{
    private static readonly string[][] Measurements =
    [
        ["append", "30000", "5"], // records, rounds
        ["read", "100000", "31"],
        ["protocol", "5"],
        ["open", "10000000", "128"],
        ["many", "1000", "6"], // streams, seconds
        ["ipc", "3", "5"], // seconds, rounds
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        using var scratch = new Scratch(arguments.Length > 0 ? arguments[0] : null);
        Console.WriteLine(Machine.Describe(scratch.Path));
        Line.PrintHead();
        foreach (var measurement in Measurements)
        {
            using var child = Children.Start(Children.OwnPath, [.. measurement, scratch.Path]);
            while (await child.StandardOutput.ReadLineAsync() is { } line)
            {
                if (Line.IsRow(line)) Console.WriteLine(line);
            }
            await child.WaitForExitAsync();
            if (child.ExitCode != 0) return child.ExitCode; // it said why
        }
        return 0;
    }
}

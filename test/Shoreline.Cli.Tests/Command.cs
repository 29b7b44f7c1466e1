namespace Shoreline.Cli.Tests;

/// <summary>A command that has ended: what it returned, printed and complained about.</summary>
internal sealed record Command(int ExitCode, string Output, string Error)
{
    private const int LongestLine = 600;

    public static Task<Command> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string?>(), arguments);

    public static async Task<Command> RunAsync(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        await using var program = ShorelineProgram.Start(arguments, environment);
        return await EndOfAsync(program);
    }

    public static async Task<Command> EndOfAsync(ShorelineProgram program)
    {
        var code = await program.WaitAsync(TimeSpan.FromMinutes(1));
        return new Command(code, program.Output, program.Error);
    }

    public string[] OutputLines => Lines(Output);

    /// <summary>Lines of standard error with which the command says why it ended.</summary>
    public string[] Complaints => [.. Lines(Error).Where(line => line.StartsWith("shoreline: ", StringComparison.Ordinal))];

    /// <summary>It ended with <paramref name="exitCode"/>, and standard error is one line, which holds all of <paramref name="parts"/>.</summary>
    public void Refused(int exitCode, params string[] parts)
    {
        Assert.True(exitCode == ExitCode, $"Exit code {ExitCode}, not {exitCode}: {Error}");
        Assert.Equal(Complaints, Lines(Error));
        RefusedInOneLine(parts);
    }

    /// <summary>As <see cref="Refused"/>, for a service, which logs before it fails.</summary>
    public void ServiceRefused(int exitCode, params string[] parts)
    {
        Assert.True(exitCode == ExitCode, $"Exit code {ExitCode}, not {exitCode}: {Error}");
        Assert.DoesNotContain("fail:", Error, StringComparison.Ordinal);
        RefusedInOneLine(parts);
    }

    /// <summary>Every complaint is a line, without a stack.</summary>
    public void ComplaintsAreShort()
    {
        Assert.NotEmpty(Complaints);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Error, StringComparison.Ordinal);
        Assert.All(Complaints, line => Assert.InRange(line.Length, 20, LongestLine));
    }

    private void RefusedInOneLine(string[] parts)
    {
        ComplaintsAreShort();
        var line = Assert.Single(Complaints);
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

using System.CommandLine;
using System.Text.RegularExpressions;
using Shoreline.Cli.Commands;
using Shoreline.Core;
using Shoreline.Lake.Query;

namespace Shoreline.Cli.Terminal;

/// <summary>Turns what went wrong into a line on standard error, or one for each fault, and an exit code.</summary>
internal static partial class Failure
{
    /// <summary>For arguments that could not be read.</summary>
    public static void Report(ParseResult parsed, TextWriter error)
    {
        // An unknown word where a command belongs is reported twice: as that, and as the command that is missing.
        var unknown = parsed.UnmatchedTokens;
        var faults = parsed.Errors.Select(fault => fault.Message).Where(fault => unknown.Count == 0 || unknown.Any(word => fault.Contains(word, StringComparison.Ordinal)));
        var help = $"'{string.Join(' ', CommandTree.PathOf(parsed.CommandResult))} --help' lists what is allowed.";
        WriteLines(error, [.. faults.Select(fault => $"{OneLine(fault).TrimEnd('.')}. {help}")]);
    }

    public static int Report(Exception exception, bool verbose, TextWriter error)
    {
        var cause = Unwrap(exception);
        if (cause is OperationCanceledException) return ExitCode.Interrupted;
        WriteLines(error, Describe(cause));
        if (verbose) error.WriteLine(exception);
        return cause switch
        {
            InvalidInputException => ExitCode.Usage,
            QueryException { StatementIsWrong: true } => ExitCode.Usage,
            MissingDependencyException => ExitCode.Missing,
            _ => ExitCode.Failed,
        };
    }

    private static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Unwrap(only),
        // A static constructor that found its library missing comes wrapped.
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        _ => exception,
    };

    private static string[] Describe(Exception cause) => cause switch
    {
        InvalidInputException => cause.Message.Split('\n'), // one line for each fault
        ShorelineException => [cause.Message],
        IOException or UnauthorizedAccessException => [$"{OneLine(cause.Message).TrimEnd('.')}. Check the path, its permissions and the free space."],
        _ => [$"{cause.GetType().Name}: {OneLine(cause.Message)} This is a fault in Shoreline; --verbose shows where."],
    };

    private static void WriteLines(TextWriter error, string[] lines)
    {
        foreach (var line in lines) error.WriteLine($"shoreline: {line}");
    }

    private static string OneLine(string text) => Breaks().Replace(text, " ");

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex Breaks();
}

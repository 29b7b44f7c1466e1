using Shoreline.Core;

namespace Shoreline.Cli.Terminal;

/// <summary>Turns what went wrong into a line on standard error, or one for each fault, and an exit code.</summary>
internal static class FaultReport
{
    public static int Write(Exception exception, bool verbose, TextWriter error)
    {
        var cause = Unwrap(exception);
        if (cause is OperationCanceledException) return ExitCode.Interrupted;
        WriteLines(error, Describe(cause));
        if (verbose) error.WriteLine(exception);
        return cause switch
        {
            InvalidInputException => ExitCode.Usage,
            MissingDependencyException => ExitCode.Missing,
            _ => ExitCode.Failed,
        };
    }

    public static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Unwrap(only),
        // A static constructor that found its library missing comes wrapped.
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        _ => exception,
    };

    public static void WriteLines(TextWriter error, IEnumerable<string> lines)
    {
        foreach (var line in lines) error.WriteLine($"shoreline: {line}");
    }

    /// <summary>Text without line breaks and the white space around them.</summary>
    public static string OneLine(string text) => string.Join(' ', text.Split('\n').Select((part, i) => i == 0 ? part.TrimEnd() : part.Trim())).TrimEnd();

    private static string[] Describe(Exception cause) => cause switch
    {
        InvalidInputException => cause.Message.Split('\n'), // one line for each fault
        ShorelineException => [cause.Message],
        IOException or UnauthorizedAccessException => [$"{OneLine(cause.Message).TrimEnd('.')}. Check the path, its permissions and the free space."],
        _ => [$"{cause.GetType().Name}: {OneLine(cause.Message)} This is a fault in Shoreline; --verbose shows where."],
    };
}

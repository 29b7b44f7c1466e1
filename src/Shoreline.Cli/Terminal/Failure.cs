using Shoreline.Core;

namespace Shoreline.Cli.Terminal;

/// <summary>Turns what went wrong into a line on standard error and an exit code.</summary>
internal static class Failure
{
    public static int Report(Exception exception, bool verbose, TextWriter error)
    {
        var cause = Unwrap(exception);
        if (cause is OperationCanceledException) return ExitCode.Interrupted;
        error.WriteLine($"shoreline: {Describe(cause)}");
        if (verbose) error.WriteLine(exception);
        return cause switch
        {
            InvalidInputException => ExitCode.Usage,
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

    private static string Describe(Exception cause) => cause switch
    {
        ShorelineException => cause.Message,
        IOException or UnauthorizedAccessException => $"{cause.Message} Check the path, its permissions and the free space.",
        _ => $"{cause.GetType().Name}: {cause.Message} This is a fault in Shoreline; --verbose shows where.",
    };
}

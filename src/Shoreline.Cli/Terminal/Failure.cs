using System.CommandLine;
using Shoreline.Cli.Commands;
using Shoreline.Lake.Query;

namespace Shoreline.Cli.Terminal;

/// <summary>Turns wrong arguments, and what went wrong later, into lines on standard error and an exit code.</summary>
internal static class Failure
{
    /// <summary>For arguments that could not be read.</summary>
    public static void Report(ParseResult parsed, TextWriter error)
    {
        // An unknown word where a command belongs is reported twice: as that, and as the command that is missing.
        var unknown = parsed.UnmatchedTokens;
        var faults = parsed.Errors.Select(fault => fault.Message).Where(fault => unknown.Count == 0 || unknown.Any(word => fault.Contains(word, StringComparison.Ordinal)));
        var help = $"'{string.Join(' ', CommandTree.PathOf(parsed.CommandResult))} --help' lists what is allowed.";
        FaultReport.WriteLines(error, faults.Select(fault => $"{FaultReport.OneLine(fault).TrimEnd('.')}. {help}"));
    }

    public static int Report(Exception exception, bool verbose, TextWriter error)
    {
        var code = FaultReport.Write(exception, verbose, error);
        return FaultReport.Unwrap(exception) is QueryException { StatementIsWrong: true } ? ExitCode.Usage : code;
    }
}

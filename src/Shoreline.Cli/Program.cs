using System.CommandLine;
using Shoreline.Cli.Commands;
using Shoreline.Cli.Terminal;

var parsed = CommandTree.Build().Parse(args);
if (parsed.Errors.Count > 0)
{
    Failure.Report(parsed, Console.Error);
    return ExitCode.Usage;
}
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
}
catch (Exception e)
{
    return Failure.Report(e, parsed.GetValue(CommandTree.Verbose), Console.Error);
}

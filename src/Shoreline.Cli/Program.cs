using System.CommandLine;
using Shoreline.Cli.Commands;
using Shoreline.Cli.Terminal;

var root = CommandTree.Build();
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) Console.Error.WriteLine($"shoreline: {error.Message}");
    Console.Error.WriteLine($"shoreline: '{string.Join(' ', CommandTree.PathOf(parsed.CommandResult))} --help' lists what is allowed.");
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

using Shoreline.Cli.Terminal;
using Shoreline.Edge;
using Shoreline.Edge.Configuration;
using Shoreline.Nucleus;

// What 'shoreline edge' becomes once it has read its arguments: shoreline-nucleus CONFIG ROOT [--verbose]
if (args is not ([_, _] or [_, _, "--verbose"]))
{
    Console.Error.WriteLine("shoreline: shoreline-nucleus is not run by hand: use 'shoreline edge --config edge.yaml [--root DIR]'.");
    return ExitCode.Usage;
}
var isVerbose = args.Length > 2;
try
{
    using var stop = new StopSignals();
    var config = EdgeConfig.Load(args[0]);
    using var logs = ConsoleLog.Create(isVerbose);
    await using var host = await EdgeHost.StartAsync(config, new EdgeOptions { Root = args[1], Program = Environment.ProcessPath!, Loggers = logs }, stop.Token);
    var spare = SpareMemory.GiveBackAsync(stop.Token);
    await Task.WhenAny(stop.Asked, host.RestartAsked);
    await spare;
    return host.RestartAsked.IsCompletedSuccessfully ? await host.RestartAsked : ExitCode.Done;
}
catch (Exception e)
{
    return FaultReport.Write(e, isVerbose, Console.Error);
}

using Shoreline.Cli.Terminal;
using Shoreline.Edge;
using Shoreline.Edge.Configuration;
using Shoreline.Edge.Runtime.Logs;
using Shoreline.Nucleus;

// What 'shoreline edge' becomes once it has read its arguments: shoreline-nucleus CONFIG ROOT [--verbose]
if (args is not ([_, _] or [_, _, "--verbose"]))
{
    Console.Error.WriteLine("shoreline: shoreline-nucleus is not run by hand: use 'shoreline edge --config edge.yaml [--root DIR]'.");
    return ExitCode.Usage;
}
var isVerbose = args.Length > 2;
var manager = ServiceManager.Find();
try
{
    using var stop = new StopSignals();
    using var hangUps = new HangUps(); // before the file is read: who asks for a reload after that gets one
    var code = await RunAsync(args[0], args[1], isVerbose, manager, stop, hangUps);
    return stop.Token.IsCancellationRequested ? ExitCode.Done : EdgeRestart.End(code, manager);
}
catch (Exception e)
{
    return FaultReport.Write(e, isVerbose, Console.Error);
}

// When everything is stopped: the exit code.
static async Task<int> RunAsync(string configFile, string root, bool isVerbose, ServiceManager manager, StopSignals stop, HangUps hangUps)
{
    var config = EdgeConfig.Load(configFile);
    using var log = new GatewayLog(new EdgePaths(Path.GetFullPath(root)).Logs, Console.Error, TimeProvider.System);
    using var logs = ConsoleLog.Create(isVerbose, log);
    var options = new EdgeOptions
    {
        Root = root,
        Program = Path.Combine(AppContext.BaseDirectory, "shoreline"),
        ConfigFile = configFile,
        Log = log,
        Loggers = logs,
    };
    await using var host = await EdgeHost.StartAsync(config, options, stop.Token);
    hangUps.Listen(() => _ = host.ReloadAsync()); // its end is in the log and in run/reload.json
    manager.TellReady();
    var end = Task.WhenAny(stop.Asked, host.RestartAsked);
    await SpareMemory.GiveBackAsync(unless: end);
    await end;
    manager.TellStopping();
    return host.RestartAsked.IsCompletedSuccessfully ? await host.RestartAsked : ExitCode.Done;
}

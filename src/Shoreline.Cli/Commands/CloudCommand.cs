using System.CommandLine;
using Shoreline.Cli.Terminal;
using Shoreline.Cloud;
using Shoreline.Cloud.Configuration;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline cloud</c>: ingest, lake, portal, until it is told to stop.</summary>
internal static class CloudCommand
{
    public static Command Build()
    {
        var config = new Option<string?>("--config") { Description = "The cloud's configuration: cloud.yaml. Default: every key at its default" };
        var data = new Option<string?>("--data") { Description = "Folder of bucket and broker. Default: $SHORELINE_DATA, then /var/lib/shoreline" };
        var command = new Command("cloud", "Run the cloud side: ingest, lake, media archive, portal") { config, data };
        command.SetAction(async (parsed, stop) =>
        {
            var options = parsed.GetValue(config) is { } file ? CloudConfig.Load(file) : new CloudOptions();
            if (parsed.GetValue(data) is { } folder) options = options with { DataFolder = folder };
            using var logs = ConsoleLog.Create(parsed.GetValue(CommandTree.Verbose));
            await using var host = await CloudHost.StartAsync(options, logs, cancellationToken: stop);
            await Stopped.By(stop);
            return ExitCode.Done;
        });
        return command;
    }
}

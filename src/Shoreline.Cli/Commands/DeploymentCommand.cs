using System.CommandLine;
using Shoreline.Cli.Ipc;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline deployment</c>: local deployments, as <c>greengrass-cli</c> has them (greengrass-components, section 8).</summary>
internal static class DeploymentCommand
{
    public static Command Build()
    {
        var command = new Command("deployment", "Deploy components to the running gateway, and follow what becomes of it") { DeploymentCreateCommand.Build(), Status(), List(), Cancel() };
        command.Options.Add(NucleusCommand.Root);
        return command;
    }

    private static Command Status()
    {
        var (id, json) = (Id(), NucleusCommand.Json());
        var command = new Command("status", "Tell how a deployment stands") { id, json };
        command.SetAction((parsed, stop) => NucleusCommand.WithClientAsync(parsed, async client =>
        {
            var deployment = await client.Deployments.GetStatusAsync(parsed.GetValue(id)!, stop);
            if (parsed.GetValue(json)) NucleusCommand.PrintJson(deployment, IpcJson.Wire.LocalDeployment);
            else ComponentText.Write(deployment, Console.Out);
        }, stop));
        return command;
    }

    private static Command List()
    {
        var json = NucleusCommand.Json();
        var command = new Command("list", "List the deployments that the gateway knows") { json };
        command.SetAction((parsed, stop) => NucleusCommand.WithClientAsync(parsed, async client =>
        {
            var deployments = await client.Deployments.ListAsync(stop);
            if (parsed.GetValue(json)) NucleusCommand.PrintJson(deployments);
            else ComponentText.Write(deployments, Console.Out);
        }, stop));
        return command;
    }

    private static Command Cancel()
    {
        var id = Id();
        var command = new Command("cancel", "Drop a deployment that waits, or interrupt one that runs") { id };
        command.SetAction((parsed, stop) => NucleusCommand.WithClientAsync(
            parsed, async client => Console.Out.WriteLine(await client.Deployments.CancelAsync(parsed.GetValue(id)!, stop)), stop));
        return command;
    }

    private static Option<string> Id() => new("--deploymentId", "-i") { Description = "What 'deployment create' printed", Required = true };
}

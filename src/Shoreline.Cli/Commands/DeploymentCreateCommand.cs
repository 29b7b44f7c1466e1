using System.CommandLine;
using Shoreline.Cli.Ipc;
using Shoreline.Cli.Terminal;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Sdk.Ipc;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline deployment create</c>.</summary>
internal static class DeploymentCreateCommand
{
    public static Command Build()
    {
        var merge = new Option<string[]>("--merge", "-m") { Description = "Component to deploy, and its version: name=1.0.0. May be given again" };
        var remove = new Option<string[]>("--remove") { Description = "Component to remove: a,b. May be given again" };
        var group = new Option<string?>("--groupId", "-g") { Description = "Thing group whose part this is. Default: local deployments" };
        var recipes = new Option<string?>("--recipeDir", "-r") { Description = "Folder of recipes to take into the gateway's store" };
        var artifacts = new Option<string?>("--artifactDir", "-a") { Description = "Folder of artifacts to take into the store: name/version/files" };
        var runWith = new Option<string[]>("--runWith") { Description = "Who runs a component: name:posixUser=user[:group]. May be given again" };
        var limits = new Option<string?>("--systemLimits") { Description = """JSON or a file of it: {"name":{"cpus":0.5,"memory":102400}}, memory in KiB""" };
        var update = new Option<string?>("--update-config", "-c") { Description = """JSON or a file of it: {"name":{"MERGE":{…},"RESET":["/json/pointer"]}}""" };
        var policy = new Option<string?>("--failure-handling-policy", "-fp") { Description = "ROLLBACK or DO_NOTHING when it fails. Default: DO_NOTHING" };
        policy.AcceptOnlyFromAmong(FailureHandlingPolicies.RollBack, FailureHandlingPolicies.DoNothing);
        var wait = new Option<bool>("--wait") { Description = "Follow it to its end; fail where it fails" };
        var json = NucleusCommand.Json();
        var command = new Command("create", "Deploy components from recipes and artifacts of this machine") { merge, remove, group, recipes, artifacts, runWith, limits, update, policy, wait, json };
        command.SetAction((parsed, stop) =>
        {
            var request = new CreateLocalDeploymentRequest
            {
                RootComponentVersionsToAdd = DeploymentArguments.Versions(parsed.GetValue(merge)),
                RootComponentsToRemove = DeploymentArguments.Names(parsed.GetValue(remove)),
                GroupName = parsed.GetValue(group),
                RecipeDirectoryPath = DeploymentArguments.Folder("--recipeDir", parsed.GetValue(recipes)),
                ArtifactsDirectoryPath = DeploymentArguments.Folder("--artifactDir", parsed.GetValue(artifacts)),
                ComponentToRunWithInfo = DeploymentArguments.RunWith(parsed.GetValue(runWith), parsed.GetValue(limits)),
                ComponentToConfiguration = DeploymentArguments.Configuration(parsed.GetValue(update)),
                FailureHandlingPolicy = parsed.GetValue(policy),
            };
            return NucleusCommand.WithClientAsync(parsed, client => CreateAsync(client, request, parsed.GetValue(wait), parsed.GetValue(json), stop), stop);
        });
        return command;
    }

    private static async Task<int> CreateAsync(GreengrassIpcClient client, CreateLocalDeploymentRequest request, bool isFollowed, bool isJson, CancellationToken stop)
    {
        var id = await client.Deployments.CreateAsync(request, stop);
        if (!isJson) Console.Out.WriteLine($"Local deployment submitted! Deployment Id: {id}");
        if (!isFollowed)
        {
            if (isJson) NucleusCommand.PrintJson(new CreateLocalDeploymentResponse { DeploymentId = id }, IpcJson.Wire.CreateLocalDeploymentResponse);
            return ExitCode.Done;
        }
        LocalDeployment? last = null;
        await foreach (var deployment in client.Deployments.FollowAsync(id, stop))
        {
            last = deployment;
            if (!isJson) Console.Out.WriteLine($"{id}: {deployment.Status}");
        }
        if (isJson) NucleusCommand.PrintJson(last!, IpcJson.Wire.LocalDeployment);
        if (last!.Status == "SUCCEEDED") return ExitCode.Done;
        if (!isJson && last.DeploymentStatusDetails is { } details) ComponentText.Write(details, Console.Error);
        return ExitCode.Failed;
    }
}

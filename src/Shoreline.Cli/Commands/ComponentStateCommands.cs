using System.CommandLine;
using System.Text.Json.Nodes;
using Shoreline.Cli.Ipc;
using Shoreline.Cli.Terminal;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Sdk.Ipc;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline component list|details|restart|stop</c>: as <c>greengrass-cli</c> has them (greengrass-components, section 8).</summary>
internal static class ComponentStateCommands
{
    public static Command List()
    {
        var json = NucleusCommand.Json();
        var command = new Command("list", "List the components: version, state, configuration") { json };
        command.SetAction((parsed, stop) => NucleusCommand.WithClientAsync(parsed, async client =>
        {
            var components = await client.Components.ListAsync(stop);
            if (parsed.GetValue(json)) NucleusCommand.PrintJson(components);
            else ComponentText.Write(components, Console.Out);
        }, stop));
        return command;
    }

    public static Command Details()
    {
        var name = Arguments.NotAnOption(new Argument<string?>("name") { Description = "Name of a component", Arity = ArgumentArity.ZeroOrOne });
        var option = new Option<string?>("--name", "-n") { Description = "The same, as greengrass-cli has it" };
        var json = NucleusCommand.Json();
        var command = new Command("details", "Describe a component: version, state, configuration") { name, option, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(name) is null == result.GetValue(option) is null) result.AddError("Name one component.");
        });
        command.SetAction((parsed, stop) => NucleusCommand.WithClientAsync(parsed, async client =>
        {
            var component = await client.Components.GetDetailsAsync((parsed.GetValue(name) ?? parsed.GetValue(option))!, stop);
            if (parsed.GetValue(json)) NucleusCommand.PrintJson(component, IpcJson.Wire.ComponentDetails);
            else ComponentText.Write(component, Console.Out);
        }, stop));
        return command;
    }

    public static Command Restart() => Ask("restart", "Restart components; done when the wish is known, not when they run", async (client, name, stop) =>
    {
        var answer = await client.Components.RestartAsync(name, stop);
        return new Wish(name, answer.RestartStatus, answer.Message);
    });

    public static Command Stop() => Ask("stop", "Stop components, which stay down until restarted, deployed again, or the gateway starts anew", async (client, name, stop) =>
    {
        var answer = await client.Components.StopAsync(name, stop);
        return new Wish(name, answer.StopStatus, answer.Message);
    });

    private static Command Ask(string verb, string description, Func<GreengrassIpcClient, string, CancellationToken, Task<Wish>> ask)
    {
        var names = Arguments.NotAnOption(new Argument<string[]>("names") { Description = "Names of components", Arity = ArgumentArity.ZeroOrMore });
        var option = new Option<string[]>("--names", "-n") { Description = "The same, as greengrass-cli has it: a,b,c" };
        var json = NucleusCommand.Json();
        var command = new Command(verb, description) { names, option, json };
        command.Validators.Add(result =>
        {
            if (Names(result.GetValue(names), result.GetValue(option)).Count == 0) result.AddError("Name one component or more.");
        });
        command.SetAction((parsed, stop) => NucleusCommand.WithClientAsync(parsed, async client =>
        {
            var failed = 0;
            var wishes = new List<Wish>();
            foreach (var name in Names(parsed.GetValue(names), parsed.GetValue(option)))
            {
                var wish = await TryAsync(name, () => ask(client, name, stop));
                wishes.Add(wish);
                if (wish.Status != RequestStatuses.Succeeded) failed++;
                if (parsed.GetValue(json)) continue;
                var text = $"{name}: {wish.Status}{(string.IsNullOrEmpty(wish.Message) ? "" : $", {wish.Message}")}";
                (wish.Status == RequestStatuses.Succeeded ? Console.Out : Console.Error).WriteLine(text);
            }
            if (parsed.GetValue(json)) Console.Out.WriteLine(new JsonArray([.. wishes.Select(wish => wish.ToJson())]).ToJsonString());
            return failed == 0 ? ExitCode.Done : ExitCode.Failed;
        }, stop));
        return command;
    }

    private static List<string> Names(string[]? words, string[]? option) =>
        [.. (words ?? []).Concat(option ?? []).SelectMany(word => word.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <summary>One that is refused does not keep the others from being asked.</summary>
    private static async Task<Wish> TryAsync(string name, Func<Task<Wish>> ask)
    {
        try
        {
            return await ask();
        }
        catch (IpcOperationException e)
        {
            return new Wish(name, RequestStatuses.Failed, e.Message);
        }
    }

    private sealed record Wish(string Name, string Status, string? Message)
    {
        public JsonObject ToJson() => new JsonObject { ["componentName"] = Name, ["status"] = Status, ["message"] = Message };
    }
}

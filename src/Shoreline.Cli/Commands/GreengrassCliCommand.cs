using System.CommandLine;
using System.Globalization;
using Shoreline.Cli.Ipc;

namespace Shoreline.Cli.Commands;

/// <summary>
/// <c>shoreline greengrass-cli</c>: the commands and options of Greengrass' own command line, and no others (greengrass-components, section
/// 8). <c>bin/greengrass-cli</c> of a gateway's root calls it.
/// </summary>
internal static class GreengrassCliCommand
{
    public static Command Build()
    {
        var command = new Command(
            "greengrass-cli", "Greengrass' command line, for scripts that know it; each gateway has it as bin/greengrass-cli")
        {
            DeploymentCommand.Build(), Component(), LogsCommand.Build(), DebugPassword(),
            MessageCommands.PubSub(), MessageCommands.IotCore(),
        };
        command.Options.Add(NucleusCommand.Root);
        return command;
    }

    private static Command Component() => new("component", "Look after the components of the running gateway")
    {
        ComponentStateCommands.List(), ComponentStateCommands.Details(), ComponentStateCommands.Restart(), ComponentStateCommands.Stop(),
    };

    private static Command DebugPassword()
    {
        var command = new Command(
            "get-debug-password",
            "Make a password as Greengrass' debug console wants one; here is none, and the gateway's page asks for no password");
        command.SetAction((parsed, stop) => NucleusCommand.WithClientAsync(parsed, async client =>
        {
            var made = await client.Components.CreateDebugPasswordAsync(stop);
            Console.Out.WriteLine($"Username: {made.Username}");
            Console.Out.WriteLine($"Password: {made.Password}");
            var expires = made.PasswordExpiration.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            Console.Out.WriteLine($"Password expires at: {expires}");
            Console.Error.WriteLine(
                "Nothing asks for this password: the gateway has no debug console, and its page shows all without one, to this machine alone.");
        }, stop));
        return command;
    }
}

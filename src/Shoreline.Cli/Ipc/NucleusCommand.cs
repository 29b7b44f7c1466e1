using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Shoreline.Cli.Commands;
using Shoreline.Cli.Terminal;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Sdk.Ipc;

namespace Shoreline.Cli.Ipc;

/// <summary>What the commands share that speak to the gateway's nucleus.</summary>
internal static class NucleusCommand
{
    /// <summary>Given before or behind the subcommand.</summary>
    public static Option<string?> Root { get; } = RecursiveRoot();

    public static Option<bool> Json() => new("--json") { Description = "Print JSON" };

    /// <summary>Runs work with a connection.</summary>
    public static async Task<int> WithClientAsync(ParseResult parsed, Func<GreengrassIpcClient, Task<int>> work, CancellationToken stop)
    {
        await using var client = await NucleusAccess.ConnectAsync(EdgeCommand.RootFolder(parsed.GetValue(Root)), stop);
        return await work(client);
    }

    /// <inheritdoc cref="WithClientAsync(ParseResult, Func{GreengrassIpcClient, Task{int}}, CancellationToken)"/>
    public static Task<int> WithClientAsync(ParseResult parsed, Func<GreengrassIpcClient, Task> work, CancellationToken stop) => WithClientAsync(parsed, async client =>
    {
        await work(client);
        return ExitCode.Done;
    }, stop);

    /// <summary>Prints a shape of the service model as the wire has it, in one line.</summary>
    public static void PrintJson<T>(T value, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Prints a list of shapes in one line.</summary>
    public static void PrintJson<T>(IReadOnlyList<T> values)
    {
        var type = (JsonTypeInfo<IReadOnlyList<T>>)Options.GetTypeInfo(typeof(IReadOnlyList<T>));
        Console.Out.WriteLine(JsonSerializer.Serialize(values, type));
    }

    private static Option<string?> RecursiveRoot()
    {
        var option = EdgeCommand.RootOption();
        option.Recursive = true;
        option.Aliases.Add("--ggcRootPath"); // as greengrass-cli has it
        return option;
    }

    private static JsonSerializerOptions Options => IpcJson.Wire.Options;
}

using System.CommandLine;
using System.Text.Json;
using Shoreline.Core;
using Shoreline.Edge.Secrets;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline secret</c>: the sealed secrets of a gateway, running or not. Values are never arguments and never shown.</summary>
internal static class SecretCommand
{
    private const int MostBytes = 64 << 10;

    private static readonly Option<string?> Root = new("--root") { Description = "Folder of the gateway (default: SHORELINE_ROOT, then /var/lib/shoreline)", Recursive = true };

    public static Command Build()
    {
        var command = new Command("secret", "Keep secrets sealed on the gateway: for its configuration and for components") { Set(), List(), Remove() };
        command.Options.Add(Root);
        return command;
    }

    private static Command Set()
    {
        var name = new Argument<string>("name") { Description = "Its name, or its ARN" };
        var file = new Option<string?>("--file") { Description = "Read the value from this file. Without it: from standard input, up to its end" };
        var binary = new Option<bool>("--binary") { Description = "Keep the bytes as they are; otherwise they are text, and a line end at the end is left out" };
        var stage = new Option<string?>("--stage") { Description = "A label of your own; without it the value becomes the current one" };
        var command = new Command("set", "Store a value, and print the id of its version") { name, file, binary, stage };
        command.SetAction(parsed =>
        {
            var value = Read(parsed.GetValue(file));
            Console.Out.WriteLine(DeviceSecrets.Set(Folder(parsed), parsed.GetValue(name)!, value, parsed.GetValue(binary), parsed.GetValue(stage)));
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "For a program to read" };
        var command = new Command("list", "List the names") { json };
        command.SetAction(parsed =>
        {
            var names = DeviceSecrets.List(Folder(parsed));
            if (parsed.GetValue(json)) Console.Out.WriteLine(JsonSerializer.Serialize(names));
            else foreach (var name in names) Console.Out.WriteLine(name);
            return 0;
        });
        return command;
    }

    private static Command Remove()
    {
        var name = new Argument<string>("name") { Description = "Its name, or its ARN" };
        var command = new Command("remove", "Remove a secret with all its versions") { name };
        command.SetAction(parsed =>
        {
            if (!DeviceSecrets.Remove(Folder(parsed), parsed.GetValue(name)!)) throw new InvalidInputException($"There is no secret '{parsed.GetValue(name)}'. List them with shoreline secret list.");
            return 0;
        });
        return command;
    }

    private static string Folder(ParseResult parsed) => EdgeCommand.RootFolder(parsed.GetValue(Root));

    private static byte[] Read(string? file)
    {
        try
        {
            using var source = file is null ? Console.OpenStandardInput() : File.OpenRead(file);
            var buffer = new byte[MostBytes + 1];
            var count = source.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            var value = buffer[..count];
            Array.Clear(buffer);
            return count <= MostBytes ? value : throw new InvalidInputException($"The value has more than {MostBytes:N0} bytes.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The value cannot be read: {e.Message}", e);
        }
    }
}

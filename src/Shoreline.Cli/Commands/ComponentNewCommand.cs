using System.CommandLine;
using System.IO.Hashing;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shoreline.Cli.Terminal;
using Shoreline.Core;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Sdk.Ipc;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline component new</c>: a component in C# to begin with.</summary>
internal static partial class ComponentNewCommand
{
    private const int MaxNameLength = 128;

    /// <summary>What a component needs to run: the SDK, and what it stands on that the .NET runtime does not bring.</summary>
    private static readonly Type[] Libraries =
    [
        typeof(GreengrassIpcClient), typeof(IpcOperations), typeof(ShorelineException), typeof(Crc32), typeof(ILogger), typeof(IServiceCollection),
    ];

    public static Command Build()
    {
        var name = Arguments.NotAnOption(new Argument<string>("name") { Description = "Name of the component, such as com.example.Door" });
        name.Validators.Add(result =>
        {
            var text = result.Tokens is [{ Value: var word }] ? word : "";
            if (text.Length > MaxNameLength || !ComponentName().IsMatch(text)) result.AddError($"'{text}' is no name of a component: 1 to {MaxNameLength} letters, digits, '.', '_', '-'.");
        });
        var folder = new Option<string?>("--out") { Description = "Folder to make it in, which must be empty or not there. Default: one of the component's name" };
        var command = new Command("new", "Make a component in C# to begin with: messages, configuration, a stream") { name, folder };
        command.SetAction(parsed =>
        {
            var component = parsed.GetValue(name)!;
            var to = Path.GetFullPath(parsed.GetValue(folder) ?? component);
            if (Directory.Exists(to) && Directory.EnumerateFileSystemEntries(to).Any()) throw new InvalidInputException($"{to} is not empty: name another folder with --out.");
            Write(component, to);
            Console.Out.WriteLine($"{to}: 'shoreline component package {parsed.GetValue(folder) ?? component}' builds it for a deployment; README.md tells the rest.");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(string component, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "lib"));
        foreach (var file in (string[])["Program.cs", "component.csproj", "recipe.yaml", "README.md"])
        {
            using var template = new StreamReader(typeof(ComponentNewCommand).Assembly.GetManifestResourceStream("component/" + file)!);
            File.WriteAllText(Path.Combine(folder, file.Replace("component.", component + ".", StringComparison.Ordinal)), template.ReadToEnd().Replace("@NAME@", component, StringComparison.Ordinal));
        }
        foreach (var library in Libraries.Select(type => type.Assembly).Distinct()) Copy(library, Path.Combine(folder, "lib"));
    }

    private static void Copy(Assembly library, string folder)
    {
        var path = Path.Combine(AppContext.BaseDirectory, library.GetName().Name + ".dll");
        if (!File.Exists(path)) path = Path.Combine(Path.GetDirectoryName(typeof(ILogger).Assembly.Location)!, library.GetName().Name + ".dll"); // of the shared framework
        File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
    }

    [GeneratedRegex(@"^[a-zA-Z0-9\-_.]+\z")]
    private static partial Regex ComponentName();
}

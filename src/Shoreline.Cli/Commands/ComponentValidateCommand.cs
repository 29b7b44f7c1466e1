using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Cli.Terminal;
using Shoreline.Core;
using Shoreline.Greengrass.Recipes;
using Shoreline.Greengrass.Recipes.Lifecycles;

namespace Shoreline.Cli.Commands;

/// <summary>
/// <c>shoreline component validate</c>: every fault of recipes, and what they would be on this machine. Needs no running gateway.
/// </summary>
internal static class ComponentValidateCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter<StepName>() },
    };

    public static Command Build()
    {
        var files = Arguments.NotAnOption(new Argument<string[]>("file") { Description = "Recipes: .json, .yaml or .yml", Arity = ArgumentArity.OneOrMore });
        var json = new Option<bool>("--json") { Description = "Print what was found as JSON" };
        var command = new Command("validate", "Check recipes and tell which manifest and steps this machine would use. Exit code 1 where one has faults") { files, json };
        command.SetAction(parsed =>
        {
            var reports = Check(parsed.GetValue(files)!);
            if (parsed.GetValue(json)) Console.Out.WriteLine(JsonSerializer.Serialize(reports, Indented));
            else Print(reports);
            return reports.All(report => report.IsValid) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static List<Report> Check(string[] files)
    {
        var (reports, refused) = (new List<Report>(), new List<string>());
        var platform = DevicePlatform.OfThisMachine();
        foreach (var file in files)
        {
            if (!RecipeReader.TryGetSyntax(file, out var syntax)) refused.Add($"{file} is no recipe by its name. Give files that end in .json, .yaml or .yml.");
            else if (!File.Exists(file)) refused.Add(Directory.Exists(file) ? $"{file} is a folder. Give the recipes in it." : $"There is no file {file}. Check the path.");
            else reports.Add(new Report(file, platform, RecipeCheck.Run(ReadBounded(file), syntax.Value, file, platform)));
        }
        // Arguments are checked whole before anything is printed.
        return refused.Count == 0 ? reports : throw new InvalidInputException(string.Join('\n', refused));
    }

    /// <summary>A file's content, or a byte more than a recipe may have.</summary>
    private static byte[] ReadBounded(string file)
    {
        using var stream = File.OpenRead(file);
        var content = new byte[RecipeLimits.FileBytes + 1];
        return content[..stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
    }

    private static void Print(List<Report> reports)
    {
        foreach (var report in reports)
        {
            foreach (var fault in report.Faults) Console.Out.WriteLine(fault.ToText(report.File));
            foreach (var note in report.Notes) Console.Out.WriteLine((note with { Message = $"note: {note.Message}" }).ToText(report.File));
            if (report.IsValid) Console.Out.WriteLine($"{report.File}: {report.Name} {report.Version}: {report.OnThisMachine}");
        }
    }

    /// <summary>What is printed of one file; the JSON form is this record's.</summary>
    private sealed record Report(string File, [property: JsonIgnore] DevicePlatform Device, [property: JsonIgnore] RecipeCheck Check)
    {
        public bool IsValid => Check.Faults.Count == 0;

        public string? Name => Check.Recipe?.Name;

        public string? Version => Check.Recipe?.Version.Text;

        public IReadOnlyDictionary<string, string> Platform => Device.Attributes;

        public int? ManifestIndex => Check.ManifestIndex;

        public string? ManifestName => ManifestIndex is { } index ? Check.Recipe!.Manifests[index].Name : null;

        public IReadOnlyList<StepName> Steps => Check.Steps;

        public IReadOnlyList<RecipeFault> Faults => Check.Faults;

        public IReadOnlyList<RecipeFault> Notes => Check.Notes;

        [JsonIgnore]
        public string OnThisMachine => ManifestIndex is { } index
            ? $"Manifests[{index}]{(ManifestName is null ? "" : $" '{ManifestName}'")} fits {Device}; {(Steps.Count == 0 ? "it has no steps" : $"steps: {string.Join(", ", Steps)}")}"
            : $"no manifest fits {Device}";
    }
}

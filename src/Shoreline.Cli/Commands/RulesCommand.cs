using System.CommandLine;
using System.Globalization;
using Shoreline.Cli.Terminal;
using Shoreline.Vision.Models;
using Shoreline.Vision.Rules;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline vision rules</c>: a rule file checked, and its zones and lines drawn on a picture.</summary>
internal static class RulesCommand
{
    public static Command Build()
    {
        var file = Arguments.NotAnOption(new Argument<string>("file") { Description = "Rule file (docs/formats/rules.md)" });
        var model = new Option<string?>("--model") { Description = "Check labels and keypoints against those of this model, or chain of models" };
        var cameras = new Option<string[]>("--camera") { Description = "Check cameras against this name; once for each camera", AllowMultipleArgumentsPerToken = false };
        var check = new Command("check", "Check a rule file: every fault with its line, or what the file holds") { file, model, cameras };
        check.SetAction(parsed => Check(parsed.GetValue(file)!, Names(parsed.GetValue(model), parsed.GetValue(cameras))));

        var source = new Option<string>("--source") { Description = "A clip, a picture or a camera; its first picture is drawn on", Required = true };
        var output = new Option<string>("--out") { Description = "Picture to write, .jpg or .png", Required = true };
        var camera = new Option<string?>("--camera") { Description = "Draw only what is there for this camera" };
        var preview = new Command("preview", "Draw zones, masks and lines on a picture") { file, source, output, camera };
        preview.SetAction(async (parsed, stop) =>
        {
            var rules = RuleFile.Load(parsed.GetValue(file)!);
            await RulePreview.WriteAsync(rules, parsed.GetValue(camera), parsed.GetValue(source)!, parsed.GetValue(output)!, stop);
            Console.Out.WriteLine(parsed.GetValue(output));
            return ExitCode.Done;
        });
        return new Command("rules", "Check and preview rule files") { check, preview };
    }

    private static RuleNames Names(string? model, string[]? cameras)
    {
        var manifests = model is null ? null : ModelCatalog.Load().Manifests(model);
        return new RuleNames
        {
            Cameras = cameras is { Length: > 0 } ? cameras : null,
            Labels = manifests is null ? null : [.. manifests.SelectMany(manifest => manifest.Labels).Distinct()],
            Keypoints = manifests is null ? null : [.. manifests.Select(manifest => manifest.Keypoints).LastOrDefault(points => points.Count > 0) ?? []],
        };
    }

    private static int Check(string path, RuleNames names)
    {
        var file = RuleFile.Load(path, names);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{path}: {file.Rules.Count} rules, {file.Procedures.Count} procedures, {file.Zones.Count} zones, {file.Masks.Count} masks, {file.Lines.Count} lines; no fault"));
        return ExitCode.Done;
    }
}

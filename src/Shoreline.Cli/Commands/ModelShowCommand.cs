using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Cli.Terminal;
using Shoreline.Core;
using Shoreline.Vision.Models;

namespace Shoreline.Cli.Commands;

/// <summary><c>shoreline model show</c>: what a model, or each model of a chain, is and wants, and what its weights declare.</summary>
internal static class ModelShowCommand
{
    private const int TextColumns = 120;

    private static readonly JsonSerializerOptions Json = new(StreamDescription.Json)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Build()
    {
        var name = ModelCommand.Name();
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("show", "Show what a model is, what it wants to see, and what its weights declare") { name, json };
        command.SetAction(parsed =>
        {
            var stages = ModelDescription.Of(ModelCatalog.Load(), parsed.GetValue(name)!);
            if (parsed.GetValue(json)) Console.Out.WriteLine(JsonSerializer.Serialize(stages, Json));
            else Write(stages, Console.Out);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(IReadOnlyList<ModelDescription> stages, TextWriter output)
    {
        foreach (var (i, stage) in stages.Index())
        {
            if (i > 0) output.WriteLine();
            foreach (var (key, text) in Rows(stage)) Write(key, text, output);
        }
    }

    private static IEnumerable<(string Key, string Text)> Rows(ModelDescription stage)
    {
        var manifest = stage.Manifest;
        yield return ("name", manifest.Name);
        yield return ("what", manifest.Description);
        if (stage.LooksAt is { } looksAt)
        {
            yield return ("looks at", string.Create(
                CultureInfo.InvariantCulture,
                $"a square around each {string.Join(", ", looksAt)}, {manifest.Crop.Scale:0.##} times its longer side; " +
                $"{manifest.Crop.AtMost} a frame at most"));
        }
        yield return ("head", manifest.Head.ToString().ToLowerInvariant());
        if (manifest.Input is { } input) yield return ("input", Describe(input));
        yield return ("labels", $"{manifest.Labels.Count}: {string.Join(", ", manifest.Labels)}");
        if (manifest.Keypoints is { Count: > 0 } points) yield return ("keypoints", $"{points.Count}: {string.Join(", ", points)}");
        yield return ("thresholds", Describe(manifest.Thresholds));
        yield return ("weights", Describe(manifest.Weights));
        yield return ("where", stage.WeightsPath ?? stage.Fault!);
        foreach (var (i, tensor) in (stage.Tensors ?? []).Index())
        {
            yield return (i == 0 ? "tensors" : "", $"{tensor.Use} {tensor.Name}, {tensor.Type} {tensor.Shape}");
        }
        yield return ("licence", manifest.Licence);
        yield return ("source", manifest.Source);
    }

    private static string Describe(InputManifest input)
    {
        var size = input.Width is { } width
            ? $"{width}x{input.Height}"
            : $"any size; the longer side of the picture is scaled to {input.LongSide}, both padded to a multiple of {input.MultipleOf}";
        var layout = input.Layout == TensorLayout.Nchw ? "a plane for each channel (NCHW)" : "channels side by side (NHWC)";
        var values = input.Mean.All(mean => mean == 0) && input.Std.All(std => std == 1)
            ? "0 to 255"
            : string.Create(CultureInfo.InvariantCulture, $"(0 to 255 - {Text(input.Mean)}) / {Text(input.Std)}");
        var fit = input.Fit switch
        {
            Fit.Stretch => "stretched to cover all of it",
            Fit.Centre => string.Create(CultureInfo.InvariantCulture, $"aspect kept, centred on {input.Fill}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"aspect kept, top left on {input.Fill}"),
        };
        var (type, color) = (input.Type.ToString().ToLowerInvariant(), input.Color.ToString().ToUpperInvariant());
        return $"{size}, {type}, {color}, {layout}, {values}, {fit}";
    }

    private static string Text(IReadOnlyList<float> values) => values.Distinct().Count() == 1
        ? values[0].ToString(CultureInfo.InvariantCulture)
        : $"[{string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";

    private static string Describe(ThresholdManifest thresholds)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"score {thresholds.Score}; of two {(thresholds.PerClass ? "boxes of a label" : "boxes")} that overlap more than " +
            $"{thresholds.Iou} the better stays");
        return thresholds.Keypoint > 0 ? text + string.Create(CultureInfo.InvariantCulture, $"; keypoint {thresholds.Keypoint}") : text;
    }

    private static string Describe(WeightsManifest weights)
    {
        var bytes = weights.Bytes is { } count ? string.Create(CultureInfo.InvariantCulture, $", {count:N0} bytes") : "";
        var digest = weights.Sha256 is { } sha256 ? $"sha256 {sha256}" : "any digest: the distribution maintains it";
        return $"{weights.File}{bytes}, {digest}";
    }

    /// <summary>A key and its text, broken where the line would be too long.</summary>
    private static void Write(string key, string text, TextWriter output)
    {
        const int KeyColumns = 12;
        var rest = text.AsSpan();
        while (rest.Length > TextColumns - KeyColumns && rest[..(TextColumns - KeyColumns)].LastIndexOf(' ') is > 0 and var blank)
        {
            output.WriteLine($"{key,-KeyColumns}{rest[..blank]}");
            key = "";
            rest = rest[(blank + 1)..];
        }
        output.WriteLine($"{key,-KeyColumns}{rest}");
    }
}

/// <summary>A model as <c>show</c> tells of it.</summary>
/// <param name="LooksAt">Labels of the objects that it looks at behind another model; null for the first.</param>
/// <param name="WeightsPath">Null where the weights are not on this machine.</param>
/// <param name="Digest">Of the weights that are here.</param>
/// <param name="Fault">Why the weights, or their tensors, are not told; null where they are.</param>
/// <param name="Tensors">As the weights declare them; null where they cannot be read.</param>
internal sealed record ModelDescription(
    ModelManifest Manifest, IReadOnlyList<string>? LooksAt, string? WeightsPath, string? Digest, string? Fault,
    IReadOnlyList<DeclaredTensor>? Tensors)
{
    /// <summary>The models of a chain, or the one.</summary>
    /// <exception cref="InvalidInputException">There is no such model, or a manifest is broken.</exception>
    public static IReadOnlyList<ModelDescription> Of(ModelCatalog catalog, string chain)
    {
        try
        {
            var model = catalog.Resolve(chain);
            return [OfOne(model, null), .. model.Next.Select(stage => OfOne(stage.Model, stage.Labels))];
        }
        catch (MissingDependencyException e) when (!chain.Contains('+'))
        {
            return [new ModelDescription(catalog.Manifest(chain), null, null, null, e.Message, null)];
        }
    }

    private static ModelDescription OfOne(Model model, IReadOnlyList<string>? looksAt)
    {
        try
        {
            return new ModelDescription(model.Manifest, looksAt, model.WeightsPath, model.Digest, null, DeclaredTensor.Of(model));
        }
        catch (ShorelineException e) // the weights are no model, or there is no engine: all else can still be shown
        {
            return new ModelDescription(model.Manifest, looksAt, model.WeightsPath, model.Digest, e.Message, null);
        }
    }
}

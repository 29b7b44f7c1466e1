using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Core;

namespace Shoreline.Vision.Models;

/// <summary>What a model is and how to run it: the <c>model.json</c> of a model folder. Format: docs/formats/model.md.</summary>
/// <remarks>Properties with a default have setters because generated JSON code would otherwise overwrite the default where the field is
/// absent.</remarks>
public sealed record ModelManifest
{
    /// <summary>Value of <c>schema</c>.</summary>
    public const string CurrentSchema = "shoreline.model/1";

    /// <summary>Name of the file in a model's folder.</summary>
    public const string FileName = "model.json";

    public required string Schema { get; init; }

    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
    public required string Description { get; init; }

    public required ModelHead Head { get; init; }

    /// <summary>What the model finds, in the order of its classes.</summary>
    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>
    /// Instead of <see cref="Labels"/>: a file with one label a line, from the manifest's folder. Its lines are in <see cref="Labels"/>
    /// once read.
    /// </summary>
    public string? LabelsFile { get; init; }

    /// <summary>Names of the keypoints in the model's order; empty where it gives none.</summary>
    public IReadOnlyList<string> Keypoints { get; set; } = [];

    public required WeightsManifest Weights { get; init; }

    /// <summary>Input tensor; absent for the head <c>cascade</c>.</summary>
    public InputManifest? Input { get; init; }

    /// <summary>Parameters of the head; each has the default of the network that the head is named after.</summary>
    public DecoderManifest Decoder { get; set; } = new();

    public required ThresholdManifest Thresholds { get; init; }

    /// <summary>What the model looks at where it follows another one in a chain.</summary>
    public CropManifest Crop { get; set; } = new();

    /// <summary>Parameters of the head <c>cascade</c>.</summary>
    public CascadeManifest? Cascade { get; init; }

    /// <summary>SPDX name of the licence of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Where the weights come from.</summary>
    public required string Source { get; init; }

    /// <summary>Reads and checks a manifest.</summary>
    /// <exception cref="InvalidInputException">It cannot be read; the message names every fault.</exception>
    public static ModelManifest Read(string path)
    {
        ModelManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), ModelJson.Default.ModelManifest);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path} is not a model manifest: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {e.Message}", e);
        }
        if (manifest is { LabelsFile: { } file, Labels.Count: 0 }) manifest = manifest with { Labels = LabelFile.Read(path, file) };
        var faults = manifest is null ? ["it is empty"] : ManifestRules.Faults(manifest).ToArray();
        if (faults.Length > 0) throw new InvalidInputException($"{path} is not a valid model manifest: {string.Join("; ", faults)}.");
        return manifest!;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, ReadCommentHandling = JsonCommentHandling.Skip,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ModelJson : JsonSerializerContext;

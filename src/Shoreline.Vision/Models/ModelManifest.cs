using System.Text.Json;
using System.Text.Json.Serialization;
using Shoreline.Core;

namespace Shoreline.Vision.Models;

/// <summary>What a model is and how to run it: the <c>model.json</c> of a model folder. Format: docs/formats/model.md.</summary>
/// <remarks>Properties with a default have setters because generated JSON code would otherwise overwrite the default where the field is absent.</remarks>
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
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Names of the keypoints in the model's order; empty where it gives none.</summary>
    public IReadOnlyList<string> Keypoints { get; set; } = [];

    public required WeightsManifest Weights { get; init; }

    /// <summary>Input tensor; absent for the head <c>cascade</c>.</summary>
    public InputManifest? Input { get; init; }

    public required ThresholdManifest Thresholds { get; init; }

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
        var faults = manifest is null ? ["it is empty"] : ManifestRules.Faults(manifest).ToArray();
        if (faults.Length > 0) throw new InvalidInputException($"{path} is not a valid model manifest: {string.Join("; ", faults)}.");
        return manifest!;
    }
}

/// <summary>How the outputs of a model are read.</summary>
public enum ModelHead
{
    /// <summary>YuNet: anchor-free faces with five landmarks at strides 8, 16 and 32.</summary>
    Yunet,

    /// <summary>A cascade of boosted Haar features in OpenCV's XML format; no tensors.</summary>
    Cascade,
}

/// <summary>The file with the weights, and where to find it.</summary>
public sealed record WeightsManifest
{
    /// <summary>File name at its source; in a folder that is searched, a file of any name with the digest will do.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256, 64 lower-case hexadecimal digits; absent where a distribution maintains the file.</summary>
    public string? Sha256 { get; init; }

    public long? Bytes { get; init; }

    /// <summary>Addresses to download from, tried in order.</summary>
    public IReadOnlyList<Uri> Urls { get; set; } = [];

    /// <summary>Folders in which a distribution puts the file.</summary>
    public IReadOnlyList<string> Folders { get; set; } = [];

    /// <summary>Debian package that holds the file.</summary>
    public string? Package { get; init; }
}

/// <summary>What a model wants to see.</summary>
public sealed record InputManifest
{
    /// <summary>Name of the input tensor.</summary>
    public required string Name { get; init; }

    /// <summary>Width in pixels; absent where the model takes any.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels; absent where the model takes any.</summary>
    public int? Height { get; init; }

    /// <summary>Where width and height are free: the longer side of the picture is scaled to this.</summary>
    public int? LongSide { get; init; }

    /// <summary>Where width and height are free: both are padded to a multiple of this.</summary>
    public int MultipleOf { get; set; } = 1;

    public required ChannelOrder Color { get; init; }

    /// <summary>Subtracted from 0…255 in the model's channel order.</summary>
    public IReadOnlyList<float> Mean { get; set; } = [0, 0, 0];

    /// <summary>Then divided by this.</summary>
    public IReadOnlyList<float> Std { get; set; } = [1, 1, 1];

    /// <summary>Colour, 0…255, of what the picture does not cover; the picture lies in the top left corner.</summary>
    public float Fill { get; set; }
}

/// <summary>Order of the planes of an input tensor.</summary>
public enum ChannelOrder
{
    Bgr,
    Rgb,
}

/// <summary>What counts as a detection.</summary>
public sealed record ThresholdManifest
{
    /// <summary>Least score, 0…1.</summary>
    public required float Score { get; init; }

    /// <summary>Of two boxes that overlap more than this (intersection over union), the one with the lower score goes.</summary>
    public required float Iou { get; init; }
}

/// <summary>How a cascade is slid over the picture.</summary>
public sealed record CascadeManifest
{
    /// <summary>Ratio of one size of the window to the next.</summary>
    public required float ScaleFactor { get; init; }

    /// <summary>Windows that must agree on an object.</summary>
    public required int MinNeighbors { get; init; }

    /// <summary>Least size of an object as a share of the picture's shorter side.</summary>
    public required float MinShare { get; init; }

    /// <summary>Pictures larger than this are halved, or more, before the search; their longer side in pixels.</summary>
    public required int LongSide { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ModelJson : JsonSerializerContext;
